#include "classroom/pseudonyms.hpp"

#include <fcntl.h>
#include <nettle/hmac.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "classroom/export_place.hpp"
#include "classroom/text_file.hpp"
#include "model/fault.hpp"
#include "process/system_call.hpp"

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

bool is_key(const nlohmann::json& json) {
  const auto is_text = [](const nlohmann::json& value) { return value.is_string(); };
  if (!json.is_object() || json.value("schema", nlohmann::json()) != schema) return false;
  const auto secret = json.value("secret", nlohmann::json());
  const auto students = json.value("students", nlohmann::json::object());
  return secret.is_string() && !secret.get_ref<const std::string&>().empty() && students.is_object() &&
         std::ranges::all_of(students, is_text);
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
  if (!is_key(json))
    throw UsageError(fmt::format("{} is no key of pseudonyms: name one that an export has made, or a file that is not there yet",
                                 file_.string()));
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
    fill_file(file_, nlohmann::json{{"schema", schema}, {"secret", secret_}, {"students", students_}}.dump(1) + "\n");
  } catch (...) {
    umask(before);
    throw;
  }
  umask(before);
}

}  // namespace wirelab::classroom
