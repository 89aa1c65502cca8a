#include "classroom/metadata.hpp"

#include <yaml.h>

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

#include "classroom/moment.hpp"
#include "classroom/text_file.hpp"
#include "model/fault.hpp"

namespace wirelab::classroom {
namespace {

constexpr std::array<std::string_view, 4> nulls{"~", "null", "Null", "NULL"};

/// libyaml's tree of one document. Anchors are shared nodes there, so nothing can be made to grow by them.
class Document {
public:
  Document(const std::string& text, const std::string& origin) {
    yaml_parser_initialize(&parser_);
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()), text.size());
    loaded_ = yaml_parser_load(&parser_, &document_) == 1;
    if (loaded_) return;
    const auto complaint = fmt::format("{}:{}: {}", origin, parser_.problem_mark.line + 1,
                                       parser_.problem != nullptr ? parser_.problem : "this is no YAML");
    yaml_parser_delete(&parser_);
    throw UsageError(complaint);
  }
  Document(const Document&) = delete;
  Document& operator=(const Document&) = delete;
  ~Document() {
    yaml_document_delete(&document_);
    yaml_parser_delete(&parser_);
  }

  const yaml_node_t* root() { return yaml_document_get_root_node(&document_); }
  const yaml_node_t* node(int index) { return yaml_document_get_node(&document_, index); }

  /// Empty, too, for what YAML 1.2 (10.3.2) reads as null.
  static std::string scalar(const yaml_node_t* node) {
    if (node == nullptr || node->type != YAML_SCALAR_NODE) return {};
    std::string text{reinterpret_cast<const char*>(node->data.scalar.value), node->data.scalar.length};
    const bool plain = node->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    return plain && std::ranges::find(nulls, text) != nulls.end() ? std::string() : text;
  }
  /// The value of KEY, which Ruby writes with a colon before it; nullptr: there is none.
  const yaml_node_t* find(const yaml_node_t* map, std::string_view key) {
    if (map == nullptr || map->type != YAML_MAPPING_NODE) return nullptr;
    for (auto* pair = map->data.mapping.pairs.start; pair < map->data.mapping.pairs.top; ++pair) {
      const auto name = scalar(node(pair->key));
      if (name == key || name == fmt::format(":{}", key)) return node(pair->value);
    }
    return nullptr;
  }

private:
  yaml_parser_t parser_{};
  yaml_document_t document_{};
  bool loaded_ = false;
};

SubmissionMetadata submission_from(Document& document, const yaml_node_t* map) {
  SubmissionMetadata submission;
  if (const auto moment = parse_moment(Document::scalar(document.find(map, "created_at"))))
    submission.created_at = to_string(*moment);
  const auto* submitters = document.find(map, "submitters");
  if (submitters == nullptr || submitters->type != YAML_SEQUENCE_NODE) return submission;
  for (auto* item = submitters->data.sequence.items.start; item < submitters->data.sequence.items.top; ++item) {
    const auto* submitter = document.node(*item);
    submission.submitters.push_back({Document::scalar(document.find(submitter, "name")),
                                     Document::scalar(document.find(submitter, "sid")),
                                     Document::scalar(document.find(submitter, "email"))});
  }
  return submission;
}

}  // namespace

std::map<std::string, SubmissionMetadata> read_metadata(const std::filesystem::path& file) {
  Document document(read_text_file(file), file.string());
  std::map<std::string, SubmissionMetadata> submissions;
  const auto* root = document.root();
  if (root == nullptr || root->type != YAML_MAPPING_NODE)
    throw UsageError(fmt::format("{} is not the metadata of a Gradescope export", file.string()));
  for (auto* pair = root->data.mapping.pairs.start; pair < root->data.mapping.pairs.top; ++pair)
    submissions[Document::scalar(document.node(pair->key))] = submission_from(document, document.node(pair->value));
  return submissions;
}

}  // namespace wirelab::classroom
