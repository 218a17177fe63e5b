// What people get wrong, one function per misunderstanding. Each is recognised by its answers.
// Those of the draws and of the votes have files of their own.
#pragma once

#include <mlcore/grading/cases.hpp>
#include <mlcore/tree/random_forest/given/interface.hpp>
#include <mlcore/tree/random_forest/naive.hpp>

#include "draw_mistakes.hpp"
#include "vote_mistakes.hpp"

#include <functional>
#include <vector>

namespace mlcore::mistakes {
using namespace mlcore::random_forest;

namespace detail {
/// A forest of given trees, each by grow(random): its rows, and how features are chosen.
using GrowOne = std::function<decision_tree::Model(Random&, const ChooseFeatures& right_choose)>;
inline Model forest(MatrixView X, LabelsView y, const Options& options, const GrowOne& grow) {
    check_fit(X, y, options);
    Model model;
    Random seeds(options.seed);
    for (int t = 0; t < options.trees; ++t) {
        model.seeds.push_back(seeds.bits());
        Random random(model.seeds.back());
        model.trees.push_back(grow(random, [&](Index count) {
            return naive::sample_features(uniforms(random, count), static_cast<int>(X.cols()));
        }));
    }
    return model;
}
inline Labels bag(Random& random, Index n) {
    return naive::bootstrap_indices(uniforms(random, n));
}
} // namespace detail

inline const grading::Mistakes<Fit> fit{
    {"features_once_per_tree",
     "All nodes of a tree get the same features. Draw anew whenever a node asks, from a Random "
     "that "
     "moves on: choose must hold it by reference.",
     [](MatrixView X, LabelsView y, const Options& options) {
         return detail::forest(X, y, options, [&](Random& random, const ChooseFeatures& choose) {
             const Labels rows = detail::bag(random, X.rows());
             const Labels drawn = choose(features_per_node(options, X.cols()));
             return given::grow_tree(X, y, rows, options, [&](Index) { return drawn; });
         });
     }},
    {"features_not_drawn",
     "Your choose always returns the first features. Draw `count` of all of them, at every call.",
     [](MatrixView X, LabelsView y, const Options& options) {
         return detail::forest(X, y, options, [&](Random& random, const ChooseFeatures&) {
             const Labels rows = detail::bag(random, X.rows());
             return given::grow_tree(X, y, rows, options, [&](Index count) {
                 return Labels(detail::first_features(static_cast<int>(count)));
             });
         });
     }},
    {"all_features",
     "Your choose returns all features. Without a draw the trees all ask the same questions, and "
     "averaging them gains little.",
     [](MatrixView X, LabelsView y, const Options& options) {
         return detail::forest(X, y, options, [&](Random& random, const ChooseFeatures&) {
             const Labels rows = detail::bag(random, X.rows());
             return given::grow_tree(X, y, rows, options, [&](Index) {
                 return Labels(detail::first_features(static_cast<int>(X.cols())));
             });
         });
     }},
    {"features_from_the_start_of_the_seed",
     "Your choose makes a new Random from the tree's seed, whose first numbers were already used "
     "for "
     "the rows. Keep one Random per tree.",
     [](MatrixView X, LabelsView y, const Options& options) {
         return detail::forest(X, y, options, [&](Random& random, const ChooseFeatures&) {
             const Random start = random;
             const Labels rows = detail::bag(random, X.rows());
             return given::grow_tree(X, y, rows, options, [&](Index count) {
                 Random again = start;
                 return naive::sample_features(uniforms(again, count), static_cast<int>(X.cols()));
             });
         });
     }},
    {"no_bootstrap",
     "Every tree gets all rows once. Each needs a bag of its own, drawn with replacement.",
     [](MatrixView X, LabelsView y, const Options& options) {
         return detail::forest(X, y, options, [&](Random&, const ChooseFeatures& choose) {
             const Labels rows = detail::first_features(static_cast<int>(X.rows()));
             return given::grow_tree(X, y, rows, options, choose);
         });
     }},
    {"same_bag_for_every_tree",
     "All trees get the same rows: the bag is drawn once, before the loop. Draw it for each tree "
     "from "
     "its own Random.",
     [](MatrixView X, LabelsView y, const Options& options) {
         Labels first_bag;
         return detail::forest(X, y, options, [&](Random& random, const ChooseFeatures& choose) {
             const Labels rows = detail::bag(random, X.rows());
             if (first_bag.size() == 0) first_bag = rows;
             return given::grow_tree(X, y, first_bag, options, choose);
         });
     }},
    {"same_seed_for_every_tree",
     "All trees are the same: each starts from options.seed. Random seeds(options.seed) gives "
     "every "
     "tree its own seed by bits().",
     [](MatrixView X, LabelsView y, const Options& options) {
         detail::check_fit(X, y, options);
         const std::vector<std::uint64_t> seeds(static_cast<std::size_t>(options.trees),
                                                options.seed);
         Model model{{}, seeds};
         for (const std::uint64_t seed : seeds)
             model.trees.push_back(naive::grow_seeded(X, y, options, given::grow_tree, seed));
         return model;
     }},
    {"consecutive_seeds",
     "Your trees have the seeds options.seed, options.seed + 1, …. A good idea, but then "
     "neighbouring "
     "forests share trees; here Random seeds(options.seed) gives each by bits().",
     [](MatrixView X, LabelsView y, const Options& options) {
         detail::check_fit(X, y, options);
         Model model;
         for (int t = 0; t < options.trees; ++t) {
             model.seeds.push_back(options.seed + static_cast<std::uint64_t>(t));
             model.trees.push_back(
                 naive::grow_seeded(X, y, options, given::grow_tree, model.seeds.back()));
         }
         return model;
     }},
    {"one_generator_for_all",
     "You draw rows and features from the generator of the seeds. Each tree has a Random of its "
     "own, made "
     "from its seed, so that no tree has to wait for another.",
     [](MatrixView X, LabelsView y, const Options& options) {
         detail::check_fit(X, y, options);
         Model model;
         Random random(options.seed);
         for (int t = 0; t < options.trees; ++t) {
             model.seeds.push_back(random.bits());
             const Labels rows = naive::bootstrap_indices(uniforms(random, X.rows()));
             model.trees.push_back(given::grow_tree(X, y, rows, options, [&](Index count) {
                 return naive::sample_features(uniforms(random, count), static_cast<int>(X.cols()));
             }));
         }
         return model;
     }},
    {"seeds_not_kept", "Your trees are right; model.seeds is empty. Keep the seed of each tree.",
     [](MatrixView X, LabelsView y, const Options& options) {
         Model model = naive::fit(X, y, options, given::grow_tree);
         model.seeds.clear();
         return model;
     }},
    {"one_tree_short", "Your forest has one tree less than options.trees.",
     [](MatrixView X, LabelsView y, const Options& options) {
         Model model = naive::fit(X, y, options, given::grow_tree);
         model.trees.pop_back();
         model.seeds.pop_back();
         return model;
     }},
};

} // namespace mlcore::mistakes
