// Which submissions look like copies of each other: fingerprints by winnowing.
//
// Every run of k tokens (with names, numbers and texts made alike) has a hash; of each window of w
// neighbouring hashes the smallest is kept. So any passage of at least k + w − 1 tokens that two
// files share leaves a common fingerprint, wherever it stands, and whatever its names; shorter ones
// are noise. Source: Schleimer, Wilkerson and Aiken, "Winnowing: local algorithms for document
// fingerprinting", SIGMOD 2003. Cost: O(tokens) per file; pairs by an index of the fingerprints.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mlcore::similarity {

struct Options {
    std::size_t run = 12;   // k
    std::size_t window = 8; // w: passages of 19 tokens are found for certain
    /// What more than this share of the class wrote (and at least four of them) is how the task is
    /// done, not whom it was taken from.
    double common = 0.25;
    std::size_t least_shared = 6; // fingerprints; below that two files share a habit
    double least_share = 0.4;     // of the smaller file's fingerprints
};

struct Fingerprint {
    std::uint64_t hash = 0;
    int first_line = 0;
    int last_line = 0;
};

/// In the order of the text. Of equal hashes in a window the rightmost, as the paper has it.
std::vector<Fingerprint> winnow(std::string_view source, const Options& options = {});

struct Pair {
    std::size_t first = 0, second = 0; // indices of the sources, first < second
    double share =
        0; // unusual fingerprints they share, of all that the smaller one has beyond `given`
    std::size_t shared = 0;
    int first_lines[2] = {0, 0}; // where the shared passages lie, from and to
    int second_lines[2] = {0, 0};
};

/// Pairs of sources that share more than they should, the most alike first. What stands in
/// `given` (the stub) counts for nobody.
std::vector<Pair> similar_pairs(const std::vector<std::string>& sources, std::string_view given,
                                const Options& options = {});

} // namespace mlcore::similarity
