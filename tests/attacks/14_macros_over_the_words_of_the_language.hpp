// Attack: redefines the words that the grader's own code around it uses.
// status: compile_error|failed|error|crashed
// points: 0
// seconds: 20
#pragma once
#include <mlcore/core/shapes.hpp>
#include <mlcore/foundations/vectors/interface.hpp>

#define private public
#define protected public
#define dot norm
#define return throw

namespace exercise {
using namespace mlcore;
inline double norm(VectorView) { return 0; }
inline double norm(VectorView, VectorView) { return 0; }
inline double cosine_similarity(VectorView, VectorView) { return 1; }
} // namespace exercise
