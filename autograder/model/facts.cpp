#include "model/facts.hpp"

namespace wirelab {

void to_json(nlohmann::json& json, const Bytes& bytes) {
  std::string text;
  for (const char character : bytes.value) {
    const auto byte = static_cast<unsigned char>(character);
    if (byte < 0x80) {
      text += character;
    } else {
      text += static_cast<char>(0xc0 | byte >> 6);
      text += static_cast<char>(0x80 | (byte & 0x3f));
    }
  }
  json = text;
}

void from_json(const nlohmann::json& json, Bytes& bytes) {
  bytes.value.clear();
  const auto text = json.get<std::string>();
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const bool two = byte >= 0x80 && at + 1 < text.size();
    bytes.value += two ? static_cast<char>((byte & 0x03) << 6 | (static_cast<unsigned char>(text[++at]) & 0x3f)) : text[at];
  }
}

}  // namespace wirelab
