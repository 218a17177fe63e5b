// The code that a learner's program would otherwise compile at every save.
#undef MLCORE_CHECKED // else the header declares these as compiled elsewhere
#include "mlcore/grading/function.hpp"

#ifndef MLCORE_INSTANTIATE_COMMON
#error "compile this for any processor: learners' programs are, and they share Eigen's alignment"
#endif
MLCORE_INSTANTIATE_COMMON(template)
