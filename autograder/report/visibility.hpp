// The one place where it is decided what a reader of a report may see. Whatever a student can read is made from what this gives.
#pragma once

#include <string_view>

#include "model/result.hpp"

namespace wirelab {

/// Who reads, and when. Each sees what the ones before him see, and more.
enum class Audience {
  student,          ///< "visible"
  after_due,        ///< the same student, when the work is due: "after_due" too
  after_published,  ///< when the grades are published: "after_published" too
  instructor        ///< everything, "hidden" too
};

/// What the score counts: only what is shown, or also what is withheld. With all of it the sum is the grade, and whoever subtracts
/// what he sees from it knows how the rest went.
enum class Counted { shown, all };

/// A result that holds nothing that its audience may not see. Only seen_by makes one.
class Shown {
public:
  operator const Result&() const { return result_; }  // NOLINT(google-explicit-constructor): it is one, with less in it
  const Result& result() const { return result_; }
  /// Whether there is a requirement that the audience does not see.
  bool anything_withheld() const { return withheld_; }

private:
  friend Shown seen_by(const Result& result, Audience audience, Counted counted);
  Shown() = default;

  Result result_;
  bool withheld_ = false;
};

/// RESULT without every requirement that AUDIENCE may not see: without its verdict, its texts, its time, its points, and without
/// any mention of it in what is left. With Counted::shown two results that differ only in what is withheld give the same (a test
/// holds this against every format).
Shown seen_by(const Result& result, Audience audience, Counted counted = Counted::shown);

/// Whether AUDIENCE sees requirements of this visibility ("visible", "after_due", ...). A word that is none of them is hidden.
bool may_see(Audience audience, std::string_view visibility);

/// "student", "after-due", "after-published", "instructor". Throws UsageError.
Audience audience_from(std::string_view word);

}  // namespace wirelab
