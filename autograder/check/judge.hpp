// The frame around a check: a world for it, and a verdict whatever happens in it.
#pragma once

#include <functional>
#include <memory>

#include "check/session.hpp"
#include "model/result.hpp"

namespace wirelab::check {

class Conversation;
class World;

/// What all checks of this process are run with.
Session& current_session();

/// Where verdicts go besides GoogleTest. Empty: nowhere.
std::function<void(const CheckResult&)>& verdict_sink();

using MakeConversation = std::unique_ptr<Conversation> (*)(World&);

/// Runs the conversation that MAKE makes, in a fresh world, with a seed of its own drawn from the session's and NAME. The
/// result has id, outcome, what was done, expected and seen, evidence, time line and duration.
CheckResult judge_conversation(const char* requirement, const char* name, MakeConversation make);

/// The same as a GoogleTest: fails, skips (cannot be tested here) or passes; and tells the sink.
void judge_as_test(const char* requirement, const char* name, MakeConversation make);

}  // namespace wirelab::check
