// A name that one of all graders of a network holds: what stands behind it is nobody else's meanwhile.
#pragma once

#include <string_view>

#include "process/descriptor.hpp"

namespace wirelab {

/// Holds NAME while it is open, against all who ask for it like this in this network: an abstract Unix socket address (unix(7)),
/// which goes with its holder, however that ends. Empty: somebody holds it. Throws GraderFault.
Descriptor hold_name(std::string_view name);

}  // namespace wirelab
