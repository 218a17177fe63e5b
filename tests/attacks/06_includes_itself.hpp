// Attack: includes itself for ever.
// status: compile_error
// points: 0
// seconds: 20
#include "exercise.hpp"
#include "exercise.hpp"
