// Which row of a gradebook is whose. Nobody may get the grade of another: where it is not certain, there is none.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "classroom/csv.hpp"
#include "classroom/gradebook.hpp"

namespace wirelab::classroom {

/// Whether ONE and OTHER can be names of the same person: the same words in any order, or all of the one's (two at least) among
/// the other's. Case does not matter (of ASCII). Where there is no name, nothing speaks against it.
bool may_be_one(const std::string& one, const std::string& other);

/// Finds rows by whatever is known of both sides.
class WhoseRow {
public:
  /// The texts that ROW can be known by, or none.
  using Keys = std::function<std::set<std::string>(std::size_t row)>;
  /// The texts that a student is known by.
  using Names = std::function<std::set<std::string>(const Grade& grade)>;
  /// Whether ROW can be that of a student, by what else it says.
  using Allows = std::function<bool(std::size_t row, const Grade& grade)>;
  /// A proof that nothing else in the row allows makes the student nobody's; such a hint is none.
  enum class Weight { proof, hint };

  /// TABLE lives longer than this. Columns of it that need not be there: NAME, one or those of the last and of the first name, and
  /// EMAIL (or login). Students are in the rows from FIRST on.
  WhoseRow(const CsvTable& table, std::size_t first, std::vector<std::size_t> name, std::optional<std::size_t> email)
      : table_(table), first_(first), name_(std::move(name)), email_(email) {}

  /// KEYS are numbers of PLATFORM. Only who came from there has one, and it holds however the name is spelled; of whom nobody knows
  /// where from the id is taken, if the name allows it.
  void by_number(const std::string& platform, const Keys& keys);
  /// COLUMN holds ids that are the same everywhere.
  void by_id(std::optional<std::size_t> column);
  /// COLUMN holds ids or whole e-mails; the first part of an e-mail is a hint.
  void by_login(std::optional<std::size_t> column);
  void by_email(std::optional<std::size_t> column);
  void by_name();

  /// The row of each of GRADES. Nothing when no row or more than one is left, or when what is known contradicts itself. Of several
  /// that claim one row none gets it.
  std::vector<std::optional<std::size_t>> of(const std::vector<Grade>& grades) const;

private:
  struct Step {
    std::map<std::string, std::vector<std::size_t>> index;
    Names names;
    Allows allows;
    Weight weight;

    /// Nothing: they are contradicted.
    std::optional<std::set<std::size_t>> rows_of(const Grade& grade) const;
  };

  void add(const Keys& keys, const Names& names, const Allows& allows, Weight weight = Weight::proof);
  Keys cells_of(std::optional<std::size_t> column) const;
  std::string name_of(std::size_t row) const;
  bool may_be(std::size_t row, const Student& student) const;
  bool may_have_id(std::size_t row, const Student& student) const;
  std::optional<std::size_t> row_of(const Grade& grade) const;

  const CsvTable& table_;
  std::size_t first_;
  std::vector<std::size_t> name_;
  std::optional<std::size_t> email_;
  std::vector<Step> steps_;
};

}  // namespace wirelab::classroom
