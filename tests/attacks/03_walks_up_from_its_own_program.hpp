// Attack: looks for other files beside its own program and beside its folder.
// status: passed
// points: 5
// seconds: 20
// never: BREACH
#pragma once

#include <mlcore/core/shapes.hpp>
#include <mlcore/foundations/vectors/interface.hpp>

#include <cmath>
#include <unistd.h>

#include <dirent.h>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <sys/stat.h>

// Prints every file below a folder, as far as it may be read.
static void print_all(const std::string& folder, int depth) {
    DIR* entries = depth > 6 ? nullptr : opendir(folder.c_str());
    while (const dirent* entry = entries != nullptr ? readdir(entries) : nullptr) {
        const std::string name = entry->d_name, path = folder + "/" + name;
        struct stat facts {};
        if (name[0] == '.' || lstat(path.c_str(), &facts) != 0) continue;
        if (S_ISDIR(facts.st_mode)) print_all(path, depth + 1);
        if (!S_ISREG(facts.st_mode)) continue;
        std::ifstream file(path);
        std::cout << "BREACH " << path << ": "
                  << std::string(std::istreambuf_iterator<char>(file), {}).substr(0, 200) << "\n";
    }
    if (entries != nullptr) closedir(entries);
}

namespace exercise {
using namespace mlcore;

inline vectors::Dot dot;
inline vectors::Norm norm;
inline vectors::CosineSimilarity cosine_similarity;

inline double dot(VectorView a, VectorView b) {
    check_same_size("dot", "a", a.size(), "b", b.size());
    double sum = 0;
    for (Index i = 0; i < a.size(); ++i) sum += a(i) * b(i);
    char program[512] = {};
    if (readlink("/proc/self/exe", program, sizeof program - 1) < 0) return sum;
    std::string folder(program);
    folder.resize(folder.rfind('/'));
    if (!folder.empty()) print_all(folder, 0);
    print_all("/proc/self/cwd", 0);
    print_all("/proc/1/cwd", 0);
    for (int descriptor = 0; descriptor < 64; ++descriptor) {
        struct stat facts {};
        if (fstat(descriptor, &facts) == 0 && (S_ISDIR(facts.st_mode) || S_ISREG(facts.st_mode)))
            std::cout << "BREACH descriptor " << descriptor << "\n";
    }
    std::cout.flush();
    return sum;
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
