#include "classroom/submission.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <deque>
#include <system_error>
#include <tuple>

#include <fmt/format.h>

#include "classroom/archive.hpp"
#include "classroom/entry.hpp"
#include "model/fault.hpp"
#include "model/text.hpp"
#include "process/plain_file.hpp"
#include "process/system_call.hpp"

namespace wirelab::classroom {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_entries = 100'000;  // that are looked at, to find the sources among them

class Submission {
public:
  Submission(const Lab& lab, const fs::path& folder, Isolation isolation)
      : lab_(lab), isolation_(isolation), landing_(folder, {}) {}

  TakenIn take(const std::vector<Piece>& pieces) {
    collect(pieces);
    std::ranges::sort(files_, {}, [this](const Piece& piece) { return order_of(piece); });
    std::ranges::sort(archives_, {}, [this](const Piece& piece) { return order_of(piece); });
    for (const auto& file : files_) take_file(file);
    const auto loose = landing_.files();
    const bool apart = have_sources(lab_, loose);
    for (const auto& archive : archives_) {
      if (apart) landing_.go_below(plain_name(archive.as).name);
      const auto error = unpack(archive.path, isolation_, landing_);
      if (!error.empty()) notes_.push_back(fmt::format("{} cannot be unpacked: {}", quote(archive.as), error));
    }
    const std::vector<std::string> unpacked(landing_.files().begin() + static_cast<std::ptrdiff_t>(loose.size()),
                                            landing_.files().end());
    return {locate_sources(lab_, loose, unpacked), notes_, landing_.refused()};
  }

private:
  /// Goes through all folders, those nearest to the top first.
  void collect(const std::vector<Piece>& pieces) {
    std::deque<Piece> to_see(pieces.begin(), pieces.end());
    std::size_t seen = 0;
    for (; !to_see.empty(); to_see.pop_front()) {
      const auto& piece = to_see.front();
      if (is_real_folder(piece.path)) {
        for (const auto& path : list(piece)) {
          if (++seen > most_entries) {
            landing_.refuse(
                piece.as.empty() ? "." : piece.as,
                fmt::format("there are more than {} entries; what lies deepest is left out", with_commas(most_entries)));
            return collect_files(to_see);
          }
          const auto name = path.filename().string();
          to_see.push_back({path, piece.as.empty() ? name : fmt::format("{}/{}", piece.as, name)});
        }
      } else {
        collect_file(piece);
      }
    }
  }

  void collect_files(const std::deque<Piece>& pieces) {
    for (const auto& piece : pieces)
      if (!is_real_folder(piece.path)) collect_file(piece);
  }

  void collect_file(const Piece& piece) { (is_archive_name(piece.as) ? archives_ : files_).push_back(piece); }

  std::vector<fs::path> list(const Piece& folder) {
    std::error_code error;
    auto paths = paths_in(folder.path, error);
    if (!error) return paths;
    if (!is_about_the_file(error.value()))
      throw GraderFault(fmt::format("cannot list {}: {}", folder.path.string(), error.message()));
    landing_.refuse(folder.as.empty() ? "." : folder.as, "it cannot be listed: " + error.message());
    return {};
  }

  /// By what would be missed most.
  std::tuple<int, std::ptrdiff_t, std::string> order_of(const Piece& piece) const {
    const fs::path path(piece.as);
    const bool asked_for =
        path.extension() == ".cpp" && std::ranges::find(lab_.programs, path.stem().string()) != lab_.programs.end();
    return {asked_for ? 0 : is_source_name(piece.as) ? 1 : 2, std::ranges::count(piece.as, '/'), piece.as};
  }

  /// What is no plain file is refused, and a link is not followed.
  void take_file(const Piece& piece) {
    const auto [source, why_not] = open_plain_file(piece.path);
    if (!source) {
      landing_.refuse(piece.as, why_not);
      return;
    }
    struct stat status {};
    must(fstat(source.get(), &status), piece.path.string());
    if (!landing_.begin(piece.as, static_cast<std::uint64_t>(status.st_size))) return;
    std::array<char, 65536> bytes;
    while (!landing_.full()) {
      const auto count = must(read(source.get(), bytes.data(), bytes.size()), piece.path.string());
      if (count == 0) break;
      landing_.write({bytes.data(), static_cast<std::size_t>(count)});
    }
    landing_.end();
  }

  const Lab& lab_;
  Isolation isolation_;
  Landing landing_;
  std::vector<Piece> files_;
  std::vector<Piece> archives_;
  std::vector<std::string> notes_;
};

}  // namespace

TakenIn take_submission(const Lab& lab, const std::vector<Piece>& pieces, const fs::path& folder, Isolation isolation) {
  return Submission(lab, folder, isolation).take(pieces);
}

}  // namespace wirelab::classroom
