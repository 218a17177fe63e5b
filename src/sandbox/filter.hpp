// The filter of system calls that learners' programs and their compiler run under (seccomp).
#pragma once

#include <string>

namespace mlcore::sandbox {

/// The filter as the kernel takes it: an array of sock_filter, as bytes. It refuses what no
/// exercise needs and an attack might: sockets, namespaces, mounts, tracing, keys, io_uring, memory
/// that nobody's resident size shows. Empty where the kernel has no such filters.
const std::string& system_call_filter();

/// Puts the filter upon the calling process for good. Safe between fork and exec, if
/// system_call_filter() was called before the fork.
void load_filter();

} // namespace mlcore::sandbox
