// What people get wrong about cosine_schedule.
#pragma once

#include <mlcore/foundations/optimizers/naive.hpp>
#include <mlcore/grading/cases.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace mlcore::mistakes {
using namespace mlcore::optimizers;

namespace detail {

/// The three pieces, of one's own: climb(step, o) before the end of the warm-up, fall(progress, o)
/// after it.
template <class Climb, class Fall>
double schedule_with(int step, const ScheduleOptions& o, Climb&& climb, Fall&& fall) {
    check_schedule("cosine_schedule", step, o);
    if (step < o.warmup_steps) return climb(double(step), o);
    if (step >= o.total_steps) return o.floor;
    return fall(double(step - o.warmup_steps) / (o.total_steps - o.warmup_steps), o);
}

inline double line_up(double step, const ScheduleOptions& o) {
    return o.peak * step / o.warmup_steps;
}
inline double half_wave(double progress) {
    return (1 + std::cos(std::numbers::pi * progress)) / 2;
}
inline double wave_down(double progress, const ScheduleOptions& o) {
    return o.floor + (o.peak - o.floor) * half_wave(progress);
}

} // namespace detail

inline const grading::Mistakes<CosineSchedule> cosine_schedule{
    {"warmup_one_step_ahead",
     "Your warm-up is one step ahead: you divide step + 1 by the warm-up's length. Steps are "
     "counted "
     "from 1 already: peak · step / warmup_steps.",
     [](int step, const ScheduleOptions& options) {
         return detail::schedule_with(
             step, options,
             [](double s, const ScheduleOptions& o) { return detail::line_up(s + 1, o); },
             detail::wave_down);
     }},
    {"warmup_one_step_behind",
     "Your warm-up is one step behind: you divide step − 1 by the warm-up's length, so the first "
     "step is wasted on a rate of 0. It is peak · step / warmup_steps.",
     [](int step, const ScheduleOptions& options) {
         return detail::schedule_with(
             step, options,
             [](double s, const ScheduleOptions& o) {
                 return detail::line_up(std::max(s - 1, 0.0), o);
             },
             detail::wave_down);
     }},
    {"warmup_one_step_too_long",
     "You divide by warmup_steps + 1, so the warm-up does not reach the peak by its end and jumps. "
     "It is peak · step / warmup_steps.",
     [](int step, const ScheduleOptions& options) {
         return detail::schedule_with(
             step, options,
             [](double s, const ScheduleOptions& o) { return o.peak * s / (o.warmup_steps + 1); },
             detail::wave_down);
     }},
    {"warmup_from_the_floor",
     "Your warm-up starts at the floor. It starts at 0: peak · step / warmup_steps.",
     [](int step, const ScheduleOptions& options) {
         return detail::schedule_with(
             step, options,
             [](double s, const ScheduleOptions& o) {
                 return o.floor + (o.peak - o.floor) * s / o.warmup_steps;
             },
             detail::wave_down);
     }},
    {"no_warmup",
     "You go down from the first step on. Before warmup_steps the rate climbs from 0 to the peak.",
     [](int step, const ScheduleOptions& o) {
         return naive::cosine_schedule(std::max(step, step < 0 ? step : o.warmup_steps), o);
     }},
    {"integer_division",
     "You divide ints by ints: 3 / 4 is 0 in C++. Make one of them a double before you divide.",
     [](int step, const ScheduleOptions& options) {
         return detail::schedule_with(
             step, options, [](double, const ScheduleOptions&) { return 0.0; },
             [](double, const ScheduleOptions& o) { return o.peak; });
     }},
    {"wave_over_all_steps",
     "Your wave starts with step 0, under the warm-up, so the rate jumps down when it takes over. "
     "It "
     "starts at the end of the warm-up: progress is (step − W) / (T − W).",
     [](int step, const ScheduleOptions& options) {
         return detail::schedule_with(step, options, detail::line_up,
                                      [&](double, const ScheduleOptions& o) {
                                          return detail::wave_down(double(step) / o.total_steps, o);
                                      });
     }},
    {"wave_too_long",
     "Your wave is as long as the whole training, so it does not reach the floor: it has T − W "
     "steps, not T.",
     [](int step, const ScheduleOptions& options) {
         return detail::schedule_with(
             step, options, detail::line_up, [&](double, const ScheduleOptions& o) {
                 return detail::wave_down(double(step - o.warmup_steps) / o.total_steps, o);
             });
     }},
    {"floor_lost",
     "Your wave goes down to 0. It ends at the floor: floor + (peak − floor)·(1 + cos)/2.",
     [](int step, const ScheduleOptions& options) {
         return detail::schedule_with(step, options, detail::line_up,
                                      [](double progress, const ScheduleOptions& o) {
                                          return o.peak * detail::half_wave(progress);
                                      });
     }},
    {"floor_added_to_the_peak",
     "Your wave is peak high and stands on the floor, so it starts above the peak. Its height is "
     "peak − floor.",
     [](int step, const ScheduleOptions& options) {
         return detail::schedule_with(step, options, detail::line_up,
                                      [](double progress, const ScheduleOptions& o) {
                                          return o.floor + o.peak * detail::half_wave(progress);
                                      });
     }},
    {"not_halved", "1 + cos goes from 2 down to 0. Halve it.",
     [](int step, const ScheduleOptions& options) {
         return detail::schedule_with(
             step, options, detail::line_up, [](double progress, const ScheduleOptions& o) {
                 return o.floor + (o.peak - o.floor) * 2 * detail::half_wave(progress);
             });
     }},
    {"pi_forgotten",
     "You take the cosine of the progress itself. Half a wave is π long: cos(π · progress).",
     [](int step, const ScheduleOptions& options) {
         return detail::schedule_with(
             step, options, detail::line_up, [](double progress, const ScheduleOptions& o) {
                 return o.floor + (o.peak - o.floor) * (1 + std::cos(progress)) / 2;
             });
     }},
    {"straight_line_down",
     "You go down in a straight line. The task asks for half a cosine wave: slow at the peak and "
     "at "
     "the floor, fast between.",
     [](int step, const ScheduleOptions& options) {
         return detail::schedule_with(step, options, detail::line_up,
                                      [](double progress, const ScheduleOptions& o) {
                                          return o.peak + (o.floor - o.peak) * progress;
                                      });
     }},
    {"rises_again",
     "Past total_steps your wave rises again. From there on the rate stays at the floor.",
     [](int step, const ScheduleOptions& o) {
         check_schedule("cosine_schedule", step, o);
         if (step < o.warmup_steps) return detail::line_up(step, o);
         return detail::wave_down(double(step - o.warmup_steps) / (o.total_steps - o.warmup_steps),
                                  o);
     }},
    {"zero_past_the_end", "Past total_steps you return 0. The rate stays at the floor.",
     [](int step, const ScheduleOptions& o) {
         const double right = naive::cosine_schedule(step, o);
         return step >= o.total_steps ? 0 : right;
     }},
};

} // namespace mlcore::mistakes
