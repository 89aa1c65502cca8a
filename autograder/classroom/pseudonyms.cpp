#include "classroom/pseudonyms.hpp"

#include <fcntl.h>
#include <nettle/hmac.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "classroom/text_file.hpp"
#include "model/fault.hpp"
#include "process/system_call.hpp"
#include "report/whole_file.hpp"

namespace wirelab::classroom {
namespace {

constexpr auto schema = "wirelab/pseudonyms/v1";
constexpr std::size_t digits = 12;

template <typename Range>
std::string hex(const Range& bytes) {
  std::string text;
  for (const auto byte : bytes) text += fmt::format("{:02x}", byte);
  return text;
}

std::string new_secret() {
  std::array<std::uint8_t, 32> bytes{};
  must(getrandom(bytes.data(), bytes.size(), 0), "getrandom");
  return hex(bytes);
}

}  // namespace

Pseudonyms::Pseudonyms(const std::filesystem::path& key_file) : file_(key_file) {
  if (!std::filesystem::exists(file_)) {
    secret_ = new_secret();
    return;
  }
  const auto json = nlohmann::json::parse(read_text_file(file_), nullptr, false);
  if (!json.is_object() || json.value("schema", nlohmann::json()) != schema || !json.contains("secret") ||
      !json["secret"].is_string())
    throw UsageError(fmt::format("{} is no key of pseudonyms", file_.string()));
  json["secret"].get_to(secret_);
  if (json.contains("students")) json["students"].get_to(students_);
}

std::string Pseudonyms::of(const std::string& id) {
  hmac_sha256_ctx context;
  hmac_sha256_set_key(&context, secret_.size(), reinterpret_cast<const std::uint8_t*>(secret_.data()));
  hmac_sha256_update(&context, id.size(), reinterpret_cast<const std::uint8_t*>(id.data()));
  std::array<std::uint8_t, SHA256_DIGEST_SIZE> digest{};
  hmac_sha256_digest(&context, digest.size(), digest.data());
  auto pseudonym = fmt::format("s{}", hex(digest).substr(0, digits));
  students_[pseudonym] = id;
  return pseudonym;
}

void Pseudonyms::keep() const {
  const auto before = umask(077);
  try {
    write_whole_file(file_, nlohmann::json{{"schema", schema}, {"secret", secret_}, {"students", students_}}.dump(1) + "\n");
  } catch (...) {
    umask(before);
    throw;
  }
  umask(before);
}

}  // namespace wirelab::classroom
