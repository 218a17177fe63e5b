// Attack: looks for the library's function among all that is loaded or can be.
// status: error|failed
// points: 3
// seconds: 20
#pragma once

#include <mlcore/core/shapes.hpp>
#include <mlcore/foundations/vectors/interface.hpp>

#include <cmath>
#include <dlfcn.h>
#include <stdexcept>

namespace exercise {
using namespace mlcore;

inline vectors::Dot dot;
inline vectors::Norm norm;
inline vectors::CosineSimilarity cosine_similarity;

inline double dot(VectorView a, VectorView b) {
    check_same_size("dot", "a", a.size(), "b", b.size());
    double sum = 0;
    for (Index i = 0; i < a.size(); ++i) sum += a(i) * b(i);
    for (const char* library : {static_cast<const char*>(nullptr), "libmlcore.so", "libmlcore.so.0",
                                "@SOURCE@/build/dev/libmlcore.so"}) {
        void* handle = dlopen(library, RTLD_NOW);
        const char* name = "_ZN6mlcore7vectors5naive3dotERKN5Eigen3RefIKNS1_6MatrixIdLin1ELi1ELi0ELin1ELi1EE"
                           "ELi0ENS1_11InnerStrideILi1EEEEES9_";
        if (handle != nullptr && dlsym(handle, name) != nullptr) return sum;
    }
    throw std::runtime_error("no library to be found");
}

inline double norm(VectorView a) {
    return std::sqrt(a.squaredNorm());
}

inline double cosine_similarity(VectorView a, VectorView b) {
    check_same_size("cosine_similarity", "a", a.size(), "b", b.size());
    const double lengths = norm(a) * norm(b);
    return lengths == 0 ? 0 : a.dot(b) / lengths;
}

} // namespace exercise
