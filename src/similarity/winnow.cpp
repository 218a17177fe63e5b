#include "winnow.hpp"

#include "words.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>

namespace mlcore::similarity {
namespace {

// FNV-1a over the kinds, then mixed, so that the smallest of a window is any of them.
std::uint64_t hash_of(const Token* begin, std::size_t count) {
    std::uint64_t hash = 14695981039346656037u;
    for (std::size_t i = 0; i < count; ++i) hash = (hash ^ begin[i].kind) * 1099511628211u;
    hash ^= hash >> 33;
    hash *= 0xff51afd7ed558ccdu;
    return hash ^ (hash >> 33);
}

struct Range {
    int from = 0, to = 0;
    void add(const Fingerprint& print) {
        from = from == 0 ? print.first_line : std::min(from, print.first_line);
        to = std::max(to, print.last_line);
    }
};

} // namespace

std::vector<Fingerprint> winnow(std::string_view source, const Options& options) {
    const auto all = tokens(source);
    std::vector<Fingerprint> prints;
    if (all.size() < options.run) return prints;
    std::vector<std::uint64_t> hashes;
    for (std::size_t i = 0; i + options.run <= all.size(); ++i)
        hashes.push_back(hash_of(&all[i], options.run));
    std::size_t last = hashes.size(); // none yet
    const std::size_t window = std::min(options.window, hashes.size());
    for (std::size_t i = 0; i + window <= hashes.size(); ++i) {
        std::size_t least = i;
        for (std::size_t k = i; k < i + window; ++k)
            if (hashes[k] <= hashes[least]) least = k;
        if (least == last) continue;
        last = least;
        prints.push_back({hashes[least], all[least].line, all[least + options.run - 1].line});
    }
    return prints;
}

std::vector<Pair> similar_pairs(const std::vector<std::string>& sources, std::string_view given,
                                const Options& options) {
    // A window chooses by its neighbours, so of the stub every hash counts, not the chosen ones.
    Options every = options;
    every.window = 1;
    std::unordered_set<std::uint64_t> known;
    for (const auto& print : winnow(given, every)) known.insert(print.hash);

    std::vector<std::vector<Fingerprint>> prints;
    std::unordered_map<std::uint64_t, std::set<std::size_t>> who;
    for (std::size_t i = 0; i < sources.size(); ++i) {
        prints.push_back(winnow(sources[i], options));
        for (const auto& print : prints[i]) who[print.hash].insert(i);
    }
    const auto most = std::max<std::size_t>(
        4, static_cast<std::size_t>(options.common * static_cast<double>(sources.size())));
    const auto counts = [&](const Fingerprint& print) {
        return known.count(print.hash) == 0 && who[print.hash].size() <= most;
    };
    std::vector<std::set<std::uint64_t>> own(sources.size()), unusual(sources.size());
    for (std::size_t i = 0; i < sources.size(); ++i)
        for (const auto& print : prints[i]) {
            if (known.count(print.hash) == 0) own[i].insert(print.hash);
            if (counts(print)) unusual[i].insert(print.hash);
        }

    std::map<std::pair<std::size_t, std::size_t>, std::size_t> shared;
    for (const auto& [hash, files] : who) {
        if (known.count(hash) == 1 || files.size() > most) continue;
        for (auto a = files.begin(); a != files.end(); ++a)
            for (auto b = std::next(a); b != files.end(); ++b) ++shared[{*a, *b}];
    }
    std::vector<Pair> pairs;
    for (const auto& [files, count] : shared) {
        const auto [a, b] = files;
        const double share = static_cast<double>(count) /
                             static_cast<double>(std::min(own[a].size(), own[b].size()));
        if (count < options.least_shared || share < options.least_share) continue;
        Pair pair{a, b, share, count, {}, {}};
        Range in_a, in_b;
        for (const auto& print : prints[a])
            if (unusual[b].count(print.hash) == 1) in_a.add(print);
        for (const auto& print : prints[b])
            if (unusual[a].count(print.hash) == 1) in_b.add(print);
        pair.first_lines[0] = in_a.from, pair.first_lines[1] = in_a.to;
        pair.second_lines[0] = in_b.from, pair.second_lines[1] = in_b.to;
        pairs.push_back(pair);
    }
    std::sort(pairs.begin(), pairs.end(), [](const Pair& x, const Pair& y) {
        if (x.share != y.share) return x.share > y.share;
        if (x.shared != y.shared) return x.shared > y.shared;
        return std::pair(x.first, x.second) < std::pair(y.first, y.second);
    });
    return pairs;
}

} // namespace mlcore::similarity
