#include "report/ladder.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include <fmt/format.h>

#include "report/markup.hpp"

namespace wirelab {
namespace {

using Kind = Rung::Kind;

/// How the words of the time line are drawn. What is not here is something that the grader did by itself.
struct Row {
  std::string_view what;
  Kind kind;
  std::string_view segment;
  std::string_view call;  ///< the grader's, where its name is not the word itself
};

constexpr std::array rows{
    Row{"connect", Kind::to_program, "SYN", "connect"},
    Row{"accept", Kind::to_grader, "SYN", "accept"},
    Row{"send", Kind::to_program, "", "send"},
    Row{"send in pieces", Kind::to_program, "", "send, in pieces"},
    Row{"send byte by byte", Kind::to_program, "", "send, byte by byte"},
    Row{"send datagram", Kind::to_program, "", "sendto"},
    Row{"send forged datagram", Kind::to_program, "", "forged datagram"},
    Row{"answer", Kind::to_program, "", "answer"},
    Row{"half-close", Kind::to_program, "FIN", "shutdown"},
    Row{"close", Kind::to_program, "FIN", "close"},
    Row{"reset", Kind::to_program, "RST", "reset"},
    Row{"receive", Kind::to_grader, "", "recv"},
    Row{"receive FIN", Kind::to_grader, "FIN", "recv returns 0"},
    Row{"receive RST", Kind::to_grader, "RST", "recv: ECONNRESET"},
    Row{"refused", Kind::to_grader, "RST", "connect: ECONNREFUSED"},
    Row{"datagram", Kind::to_grader, "", "recvfrom"},
    Row{"stray datagram", Kind::astray, "", "gone astray"},
    Row{"type", Kind::at_program, "", "standard input"},
    Row{"end of input", Kind::at_program, "", "end of its input"},
    Row{"start", Kind::at_program, "", "started"},
    Row{"stop", Kind::at_program, "", "SIGSTOP"},
    Row{"continue", Kind::at_program, "", "SIGCONT"},
    Row{"kill", Kind::at_program, "", "SIGKILL"},
    Row{"terminate", Kind::at_program, "", "SIGTERM"},
    Row{"listen", Kind::at_program, "", "listens"},
    Row{"bind", Kind::at_program, "", "bound"},
    Row{"standard error", Kind::at_program, "", "standard error"},
    Row{"exit", Kind::at_program, "", "ended"},
};

/// A datagram socket that is closed sends nothing.
bool has_no_connection(const std::vector<Event>& events) {
  return std::ranges::none_of(events, [](const Event& event) { return event.what == "connect" || event.what == "accept"; });
}

constexpr int width = 760;
constexpr int program_line = 190;
constexpr int grader_line = 500;
constexpr int rung_height = 26;
constexpr int line_height = 17;
constexpr int head = 34;
constexpr std::size_t most_letters_on_the_wire = 40;
constexpr std::size_t most_letters_beside = 34;

std::string text_at(int x, int y, std::string_view anchor, std::string_view style, const std::string& text) {
  return fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"{}\" class=\"{}\">{}</text>\n", x, y, anchor, style, markup_text(text));
}

std::string arrow(int from, int to, int y, std::string_view style) {
  const int tip = to > from ? -8 : 8;
  return fmt::format(
      "<line x1=\"{0}\" y1=\"{2}\" x2=\"{1}\" y2=\"{2}\" class=\"arrow {3}\"/>\n"
      "<path d=\"M{1} {2} l{4} -4 v8 z\" class=\"tip {3}\"/>\n",
      from, to, y, style, tip);
}

/// client 3: "abc" -> {client 3, "abc"}; client to 127.0.0.1:80 -> {client, ""}; where nobody is named, as for exit, the first is
/// empty.
std::pair<std::string, std::string> who_and_what(const std::string& detail) {
  const auto colon = detail.find(": ");
  auto who = detail.substr(0, colon);
  for (const std::string_view word : {" to ", " from "}) who = who.substr(0, who.find(word));
  return {who, colon == std::string::npos ? "" : detail.substr(colon + 2)};
}

std::string draw(const Rung& rung, int y) {
  const auto style = rung.segment == "RST" ? "reset" : rung.segment == "FIN" ? "fin" : "data";
  std::string out = text_at(4, y + 4, "start", "time", fmt::format("{:.1f}", rung.t_ms));
  switch (rung.kind) {
    case Kind::to_program:
    case Kind::to_grader: {
      const bool left = rung.kind == Kind::to_program;
      out += left ? arrow(grader_line, program_line, y, style) : arrow(program_line, grader_line, y, style);
      const auto on_wire = rung.segment.empty() ? shortened(rung.bytes, most_letters_on_the_wire) : rung.segment;
      out += text_at((program_line + grader_line) / 2, y - 5, "middle", rung.segment.empty() ? "bytes" : "segment", on_wire);
      out += text_at(grader_line + 12, y + 4, "start", "words", shortened(rung.who + ": " + rung.call, most_letters_beside));
      break;
    }
    case Kind::astray: {
      const int end = (program_line + grader_line) / 2 + 90;
      out += fmt::format("<line x1=\"{0}\" y1=\"{2}\" x2=\"{1}\" y2=\"{2}\" class=\"arrow lost\"/>\n", program_line, end, y);
      out += fmt::format("<path d=\"M{0} {1} l10 10 m0 -10 l-10 10\" class=\"arrow lost\"/>\n", end - 5, y - 5);
      out += text_at((program_line + grader_line) / 2, y - 5, "middle", "bytes", shortened(rung.bytes, most_letters_on_the_wire));
      out += text_at(grader_line + 12, y + 4, "start", "words", shortened(rung.who + ": " + rung.call, most_letters_beside));
      break;
    }
    case Kind::at_program:
      out += fmt::format("<circle cx=\"{}\" cy=\"{}\" r=\"4\" class=\"mark\"/>\n", program_line, y);
      out += text_at(program_line - 12, y + 4, "end", "words", shortened(rung.call, 22));
      if (!rung.bytes.empty())
        out += text_at(program_line + 12, y + 4, "start", "time", shortened(rung.bytes, most_letters_on_the_wire));
      break;
    case Kind::at_grader:
      out += fmt::format("<circle cx=\"{}\" cy=\"{}\" r=\"4\" class=\"mark\"/>\n", grader_line, y);
      out += text_at(grader_line + 12, y + 4, "start", "words", shortened(rung.who + ": " + rung.call, most_letters_beside));
      break;
  }
  return out;
}

}  // namespace

std::vector<Rung> rungs_of(const std::vector<Event>& events) {
  const bool datagrams = has_no_connection(events);
  std::set<std::string> ended;  // who has sent its FIN or RST: its close sends no second one
  std::vector<Rung> rungs;
  for (const auto& event : events) {
    if (event.who == "wire") continue;  // the drawing has what the grader did and saw; the packets are in the table
    const auto row = std::ranges::find(rows, event.what, &Row::what);
    const auto [who, bytes] = who_and_what(event.detail);
    Rung rung{Kind::at_grader, "", event.what, who, bytes, event.t_ms};
    if (row != rows.end() && !(event.what == "close" && (datagrams || ended.contains(who)))) {
      rung.kind = row->kind;
      rung.segment = row->segment;
      rung.call = row->call;
    } else if (event.who == "program") {
      rung.kind = Kind::at_program;
    }
    if (rung.kind == Kind::to_program && (rung.segment == "FIN" || rung.segment == "RST")) ended.insert(who);
    rungs.push_back(std::move(rung));
  }
  return rungs;
}

std::string shortened(const std::string& text, std::size_t most) {
  return text.size() <= most ? text : text.substr(0, most - 3) + "...";
}

LeftOut left_out_of(std::size_t rungs) {
  if (rungs <= most_rungs) return {rungs, 0};
  return {most_rungs / 2, rungs - most_rungs};
}

std::string ladder_diagram(const std::vector<Event>& events, bool failed, const std::vector<std::string>& calls) {
  const auto rungs = rungs_of(events);
  const auto [shown_first, left_out] = left_out_of(rungs.size());
  std::string body;
  int y = head + rung_height;
  for (std::size_t index = 0; index < rungs.size(); ++index) {
    if (left_out > 0 && index == shown_first) {
      body += text_at((program_line + grader_line) / 2, y + 4, "middle", "words", fmt::format("... {} more ...", left_out));
      y += rung_height;
      index += left_out;
    }
    body += draw(rungs[index], y);
    y += rung_height;
  }
  if (failed) {
    body += fmt::format("<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" class=\"end\"/>\n", program_line, y, grader_line, y);
    body += text_at((program_line + grader_line) / 2, y - 6, "middle", "failed", "not as expected");
    y += rung_height;
    for (const auto& call : calls) {
      body += text_at(program_line - 12, y - rung_height + 4, "end", "words", shortened("in " + call, 24));
      y += line_height;
    }
  }
  std::string out = fmt::format(
      "<svg class=\"ladder\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" role=\"img\" aria-label=\"The conversation, "
      "drawn; the "
      "table below says the same\">\n",
      width, y);
  for (const int line : {program_line, grader_line})
    out += fmt::format("<line x1=\"{0}\" y1=\"{1}\" x2=\"{0}\" y2=\"{2}\" class=\"lifeline\"/>\n", line, head, y - 8);
  out += text_at(4, 20, "start", "time", "ms");
  out += text_at(program_line, 20, "middle", "who", "your program");
  out += text_at((program_line + grader_line) / 2, 20, "middle", "who", "wire");
  out += text_at(grader_line, 20, "middle", "who", "grader");
  return out + body + "</svg>\n";
}

}  // namespace wirelab
