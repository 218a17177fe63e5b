// What people get wrong when trees vote: majority_vote, oob_error.
#pragma once

#include <mlcore/grading/cases.hpp>
#include <mlcore/tree/random_forest/naive.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace mlcore::mistakes {
using namespace mlcore::random_forest;

namespace detail {
using namespace mlcore::random_forest::detail;

/// The winner of each column of votes, as rule(votes of one sample) sees it.
template <class Rule>
Labels winners_by(const Table& votes, Rule&& rule) {
    check_votes("majority_vote", votes);
    Labels winners(votes.cols());
    for (Index i = 0; i < votes.cols(); ++i) winners(i) = rule(Labels(votes.col(i)));
    return winners;
}

/// Whether row i is in bag t.
inline bool in_bag(const Table& bags, Index t, Index i) {
    return (bags.row(t).array() == static_cast<int>(i)).any();
}
/// The class that most of the trees with votes_on(t, i) give row i; −1 where there is none.
template <class VotesOn>
int winner_among(const Table& votes, Index i, VotesOn&& votes_on) {
    std::vector<int> counts(static_cast<std::size_t>(votes.maxCoeff()) + 1);
    int voters = 0;
    for (Index t = 0; t < votes.rows(); ++t)
        if (votes_on(t, i)) ++voters, ++counts[static_cast<std::size_t>(votes(t, i))];
    return voters == 0 ? -1 : naive::most_frequent(counts);
}
/// The error of those winners over the rows that have one.
template <class VotesOn>
double error_by(const Table& votes, const Table& bags, LabelsView y, VotesOn&& votes_on) {
    naive::oob_error(votes, bags, y); // refuses what is to be refused
    Index wrong = 0, judged = 0;
    for (Index i = 0; i < y.size(); ++i) {
        const int winner = winner_among(votes, i, votes_on);
        judged += winner >= 0;
        wrong += winner >= 0 && winner != y(i);
    }
    return static_cast<double>(wrong) / static_cast<double>(judged);
}
inline double right_error(const Table& votes, const Table& bags, LabelsView y) {
    return naive::oob_error(votes, bags, y);
}
inline double judged_rows(const Table& votes, const Table& bags) {
    double judged = 0;
    for (Index i = 0; i < votes.cols(); ++i)
        judged +=
            winner_among(votes, i, [&](Index t, Index row) { return !in_bag(bags, t, row); }) >= 0;
    return judged;
}
} // namespace detail

inline const grading::Mistakes<MajorityVote> majority_vote{
    {"mean_of_the_classes",
     "You average the class numbers. Class 1 is not between 0 and 2: count how often each is voted "
     "for.",
     [](const Table& votes) {
         return detail::winners_by(votes, [](const Labels& v) {
             return static_cast<int>(std::lround(v.cast<double>().mean()));
         });
     }},
    {"sum_of_the_classes",
     "You add up the class numbers. Count how often each class is voted for, and take the most "
     "frequent.",
     [](const Table& votes) {
         return detail::winners_by(votes, [](const Labels& v) { return v.sum(); });
     }},
    {"median_of_the_classes",
     "You take the middle of the sorted votes. Classes have no order: count how often each is "
     "voted "
     "for.",
     [](const Table& votes) {
         return detail::winners_by(votes, [](Labels v) {
             std::sort(v.begin(), v.end());
             return v(v.size() / 2);
         });
     }},
    {"highest_class", "You take the largest class number among the votes, not the most frequent.",
     [](const Table& votes) {
         return detail::winners_by(votes, [](const Labels& v) { return v.maxCoeff(); });
     }},
    {"last_of_equal_classes",
     "Where two classes get equally many votes, you take the higher one. The lowest wins.",
     [](const Table& votes) {
         return detail::winners_by(votes, [](const Labels& v) {
             const Table mirrored = (v.maxCoeff() - v.array()).matrix();
             return v.maxCoeff() - naive::majority_vote(mirrored)(0);
         });
     }},
    {"earliest_of_equal_classes",
     "Where two classes get equally many votes, you take the one that was voted for first. The "
     "lowest "
     "class wins.",
     [](const Table& votes) {
         return detail::winners_by(votes, [](const Labels& v) {
             Index most = 0;
             for (const int c : v) most = std::max(most, (v.array() == c).count());
             for (const int c : v)
                 if ((v.array() == c).count() == most) return c;
             return 0;
         });
     }},
    {"number_of_votes", "You return how many votes the winner got. Its class is asked for.",
     [](const Table& votes) {
         const Labels winners = naive::majority_vote(votes);
         Labels counts(winners.size());
         for (Index i = 0; i < counts.size(); ++i)
             counts(i) = static_cast<int>((votes.col(i).array() == winners(i)).count());
         return counts;
     }},
    {"over_the_samples",
     "You count along the rows of votes, one answer for each tree. A column holds the votes on one "
     "sample.",
     [](const Table& votes) {
         detail::check_votes("majority_vote", votes);
         if (votes.size() == 0) return Labels(Labels::Zero(votes.rows()));
         return naive::majority_vote(votes.transpose());
     }},
};

inline const grading::Mistakes<OobError> oob_error{
    {"in_bag_trees_vote_too",
     "All trees vote on all rows. A tree has learned the rows in its bag by heart: only those that "
     "have not seen a row may judge it.",
     [](const Table& votes, const Table& bags, LabelsView y) {
         return detail::error_by(votes, bags, y, [](Index, Index) { return true; });
     }},
    {"only_in_bag_trees_vote",
     "It is the other way round: you let a tree vote on the rows that are in its bag.",
     [](const Table& votes, const Table& bags, LabelsView y) {
         return detail::error_by(votes, bags, y,
                                 [&](Index t, Index i) { return detail::in_bag(bags, t, i); });
     }},
    {"looked_only_at_place_i",
     "You ask whether bags(t, i) is i. Row i may stand anywhere in the bag of tree t.",
     [](const Table& votes, const Table& bags, LabelsView y) {
         return detail::error_by(votes, bags, y, [&](Index t, Index i) { return bags(t, i) != i; });
     }},
    {"accuracy", "You return the share that is right. The error is the share that is wrong.",
     [](const Table& votes, const Table& bags, LabelsView y) {
         return 1 - detail::right_error(votes, bags, y);
     }},
    {"number_of_errors", "You return how many rows are wrong. Divide by those that were judged.",
     [](const Table& votes, const Table& bags, LabelsView y) {
         const double error = detail::right_error(votes, bags, y);
         return std::round(error * detail::judged_rows(votes, bags));
     }},
    {"unjudged_rows_count_as_right",
     "You divide by all rows. Those that are in every bag were not judged: leave them out.",
     [](const Table& votes, const Table& bags, LabelsView y) {
         const double error = detail::right_error(votes, bags, y);
         return error * detail::judged_rows(votes, bags) / static_cast<double>(y.size());
     }},
    {"unjudged_rows_count_as_wrong",
     "You count rows that are in every bag as wrong. Nobody judged them: leave them out.",
     [](const Table& votes, const Table& bags, LabelsView y) {
         const double error = detail::right_error(votes, bags, y);
         const double judged = detail::judged_rows(votes, bags);
         const double n = static_cast<double>(y.size());
         return (error * judged + n - judged) / n;
     }},
    {"unjudged_rows_are_class_0",
     "Where no tree may vote, your counts are all zero and class 0 wins. Leave such rows out.",
     [](const Table& votes, const Table& bags, LabelsView y) {
         naive::oob_error(votes, bags, y);
         double wrong = 0;
         for (Index i = 0; i < y.size(); ++i)
             wrong += std::max(0, detail::winner_among(votes, i, [&](Index t, Index row) {
                                   return !detail::in_bag(bags, t, row);
                               })) != y(i);
         return wrong / static_cast<double>(y.size());
     }},
    {"every_vote_counts_alone",
     "You count each single vote of a tree as right or wrong. The out-of-bag trees of a row vote "
     "first; then the row is right or wrong.",
     [](const Table& votes, const Table& bags, LabelsView y) {
         naive::oob_error(votes, bags, y);
         double wrong = 0, cast = 0;
         for (Index t = 0; t < votes.rows(); ++t)
             for (Index i = 0; i < y.size(); ++i)
                 if (!detail::in_bag(bags, t, i)) ++cast, wrong += votes(t, i) != y(i);
         return wrong / cast;
     }},
};

} // namespace mlcore::mistakes
