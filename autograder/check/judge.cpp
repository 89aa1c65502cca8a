#include "check/judge.hpp"

#include <gtest/gtest.h>

#include <fmt/format.h>

#include "check/conversation.hpp"
#include "model/fault.hpp"

namespace wirelab::check {
namespace {

/// FNV-1a, so that the seed of a check is the same with every compiler.
std::uint32_t mix(std::uint32_t seed, std::string_view text) {
  std::uint32_t hash = 2166136261u ^ seed;
  for (const char character : text) hash = (hash ^ static_cast<unsigned char>(character)) * 16777619u;
  return hash;
}

/// A second look is for the rules alone; its packets would take the place of those of the first.
std::filesystem::path packets_of(const Session& session, const CheckResult& result) {
  if (session.pcap.empty() || session.second_look) return {};
  return session.pcap / (result.check + ".pcap");
}

void run_in_world(const Session& session, MakeConversation make, CheckResult& result) {
  World world(session, packets_of(session, result));
  try {
    make(world)->run();
    result.outcome = Outcome::pass;
  } catch (const Failure& failure) {
    result.outcome = Outcome::fail;
    result.did = failure.did;
    result.expected = failure.expected;
    result.saw = failure.saw;
    result.evidence = failure.evidence;
    result.facts = failure.facts;
  } catch (const CannotTest& here) {
    result.outcome = Outcome::cannot_test;
    result.saw = here.reason;
  }
  result.timeline = world.conversation();
  result.disturbed = world.disturbed();
}

std::string as_text(const CheckResult& result) {
  auto text = fmt::format("did       {}\nexpected  {}\nsaw       {}", result.did, result.expected, result.saw);
  for (const auto& line : result.evidence) text += "\nevidence  " + line;
  return text;
}

}  // namespace

Session& current_session() {
  static Session session;
  return session;
}

std::function<void(const CheckResult&)>& verdict_sink() {
  static std::function<void(const CheckResult&)> sink;
  return sink;
}

CheckResult judge_conversation(const char* requirement, const char* name, MakeConversation make) {
  const auto began = std::chrono::steady_clock::now();
  CheckResult result;
  result.id = requirement;
  result.check = std::string(requirement) + "." + name;
  try {
    auto session = current_session();
    session.seed = mix(session.seed, name);
    run_in_world(session, make, result);
  } catch (const std::exception& fault) {
    result.outcome = Outcome::grader_fault;
    result.saw = fault.what();
  }
  result.duration_ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count();
  return result;
}

void judge_as_test(const char* requirement, const char* name, MakeConversation make) {
  const auto result = judge_conversation(requirement, name, make);
  if (const auto& sink = verdict_sink()) sink(result);
  if (result.outcome == Outcome::fail) ADD_FAILURE() << as_text(result);
  if (result.outcome == Outcome::grader_fault) ADD_FAILURE() << "grader fault: " << result.saw;
  if (result.outcome == Outcome::cannot_test) GTEST_SKIP() << result.saw;
}

}  // namespace wirelab::check
