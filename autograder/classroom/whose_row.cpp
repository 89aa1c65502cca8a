#include "classroom/whose_row.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace wirelab::classroom {
namespace {

/// Small, when it is a letter or a digit; bytes of other alphabets stay. Nothing: it is neither.
std::optional<char> letter(char character) {
  if (character >= 'A' && character <= 'Z') return static_cast<char>(character - 'A' + 'a');
  const bool stays = (character >= 'a' && character <= 'z') || (character >= '0' && character <= '9') ||
                     static_cast<unsigned char>(character) >= 0x80;
  return stays ? std::optional(character) : std::nullopt;
}

/// "Doe, Jane" -> "doejane"
std::string bare(std::string_view text) {
  std::string out;
  for (const char character : text)
    if (const auto small = letter(character)) out += *small;
  return out;
}

/// "Doe, Jane" -> "doe", "jane"
std::set<std::string> words_of(std::string_view text) {
  std::set<std::string> words;
  std::string word;
  for (const char character : text) {
    const auto small = letter(character);
    if (small) {
      word += *small;
    } else {
      words.insert(word);
      word.clear();
    }
  }
  words.insert(word);
  words.erase("");
  return words;
}

/// "Doe, Jane" the other way round.
std::string turned(const std::string& name) {
  const auto comma = name.find(',');
  return comma == std::string::npos ? name : name.substr(comma + 1) + " " + name.substr(0, comma);
}

/// The words of a name in one order: "Doe, Jane" and "Jane Doe" are the same.
std::set<std::string> forms_of(const std::string& name) {
  std::set<std::string> forms{bare(name), bare(turned(name))};
  forms.erase("");
  return forms;
}

/// Where the name is only what the id was made of (a folder's), it tells nothing more.
bool is_known_by_id_alone(const Student& student) { return student.name.empty() || make_id(student.name) == student.id; }

std::set<std::string> id_of(const Grade& grade) {
  // The number of one platform means nothing in the columns of another.
  return grade.origin.number.empty() ? std::set<std::string>{grade.student.id} : std::set<std::string>{};
}
std::set<std::string> email_of(const Grade& grade) { return {grade.student.email}; }

bool anybody(std::size_t /*row*/, const Grade& /*grade*/) { return true; }

}  // namespace

bool may_be_one(const std::string& one, const std::string& other) {
  const auto ours = forms_of(one);
  const auto theirs = forms_of(other);
  if (ours.empty() || theirs.empty()) return true;
  if (std::ranges::any_of(ours, [&theirs](const std::string& form) { return theirs.contains(form); })) return true;
  auto few = words_of(one);
  auto many = words_of(other);
  if (few.size() > many.size()) std::swap(few, many);
  return few.size() >= 2 && std::ranges::includes(many, few);
}

void WhoseRow::add(const Keys& keys, const Names& names, const Allows& allows, Weight weight) {
  std::map<std::string, std::vector<std::size_t>> index;
  for (auto row = first_; row < table_.rows(); ++row)
    for (const auto& key : keys(row))
      if (!key.empty()) index[key].push_back(row);
  steps_.push_back({std::move(index), names, allows, weight});
}

WhoseRow::Keys WhoseRow::cells_of(std::optional<std::size_t> column) const {
  return
      [this, column](std::size_t row) { return column ? std::set<std::string>{table_.at(row, *column)} : std::set<std::string>{}; };
}

/// "Doe, Jane"
std::string WhoseRow::name_of(std::size_t row) const {
  std::string name;
  for (const auto column : name_) name += (name.empty() ? "" : ", ") + table_.at(row, column);
  return name;
}

bool WhoseRow::may_be(std::size_t row, const Student& student) const {
  const bool same_email = email_ && !student.email.empty() && table_.at(row, *email_) == student.email;
  return same_email || name_.empty() || may_be_one(student.name, name_of(row));
}

bool WhoseRow::may_have_id(std::size_t row, const Student& student) const {
  return is_known_by_id_alone(student) || may_be(row, student);
}

void WhoseRow::by_number(const std::string& platform, const Keys& keys) {
  const auto number = [platform](const Grade& grade) {
    const auto& origin = grade.origin;
    if (origin.layout.empty()) return std::set<std::string>{grade.student.id};
    return origin.layout == platform ? std::set<std::string>{origin.number} : std::set<std::string>{};
  };
  // Folders that are called 1 to 30 are not the users of these numbers.
  add(keys, number,
      [this](std::size_t row, const Grade& grade) { return !grade.origin.layout.empty() || may_be(row, grade.student); });
}

void WhoseRow::by_id(std::optional<std::size_t> column) {
  add(cells_of(column), id_of, [this](std::size_t row, const Grade& grade) { return may_have_id(row, grade.student); });
}

void WhoseRow::by_login(std::optional<std::size_t> column) {
  by_id(column);
  by_email(column);
  // jdoe of one host need not be jdoe here.
  const auto user = [](const Grade& grade) {
    const auto& email = grade.student.email;
    return std::set<std::string>{email.substr(0, email.find('@'))};
  };
  add(
      cells_of(column), user, [this](std::size_t row, const Grade& grade) { return may_be(row, grade.student); }, Weight::hint);
}

void WhoseRow::by_email(std::optional<std::size_t> column) { add(cells_of(column), email_of, anybody); }

void WhoseRow::by_name() {
  if (name_.empty()) return;
  add([this](std::size_t row) { return forms_of(name_of(row)); }, [](const Grade& grade) { return forms_of(grade.student.name); },
      anybody);
}

std::optional<std::set<std::size_t>> WhoseRow::Step::rows_of(const Grade& grade) const {
  std::set<std::size_t> found;
  for (const auto& name : names(grade))
    if (const auto rows = index.find(name); rows != index.end()) found.insert(rows->second.begin(), rows->second.end());
  const bool any = !found.empty();
  std::erase_if(found, [this, &grade](std::size_t row) { return !allows(row, grade); });
  if (any && found.empty() && weight == Weight::proof) return std::nullopt;
  return found;
}

/// Each step that knows the student at all narrows it down.
std::optional<std::size_t> WhoseRow::row_of(const Grade& grade) const {
  std::optional<std::set<std::size_t>> left;
  for (const auto& step : steps_) {
    const auto found = step.rows_of(grade);
    if (!found) return std::nullopt;
    if (found->empty()) continue;
    if (left)
      std::erase_if(*left, [&found](std::size_t row) { return !found->contains(row); });
    else
      left = found;
  }
  return left && left->size() == 1 ? std::optional(*left->begin()) : std::nullopt;
}

std::vector<std::optional<std::size_t>> WhoseRow::of(const std::vector<Grade>& grades) const {
  std::vector<std::optional<std::size_t>> rows;
  std::map<std::size_t, int> claims;
  for (const auto& grade : grades) {
    rows.push_back(row_of(grade));
    if (rows.back()) ++claims[*rows.back()];
  }
  for (auto& row : rows)
    if (row && claims[*row] > 1) row.reset();
  return rows;
}

}  // namespace wirelab::classroom
