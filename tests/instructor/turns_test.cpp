#include "instructor/turns.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <thread>
#include <vector>

using mlcore::instructor::Turns;

TEST_CASE("compilers take turns, and nothing runs beside what wants quiet") {
    constexpr unsigned cores = 2;
    Turns turns(cores);
    std::atomic<int> compiling{0}, working{0}, measuring{0}, most{0}, measured{0};
    std::atomic<bool> disturbed{false};
    {
        std::vector<std::jthread> workers;
        for (int worker = 0; worker < 6; ++worker)
            workers.emplace_back([&, worker] {
                for (int job = 0; job < 10; ++job) {
                    turns.begin();
                    {
                        const auto turn = turns.compile();
                        const int now = ++compiling;
                        for (int seen = most;
                             now > seen && !most.compare_exchange_weak(seen, now);) {
                        }
                        std::this_thread::sleep_for(std::chrono::microseconds(300));
                        --compiling;
                    }
                    ++working;
                    if (measuring > 0) disturbed = true;
                    std::this_thread::sleep_for(std::chrono::microseconds(200));
                    --working;
                    if ((job + worker) % 3 == 0) {
                        const auto quiet = turns.quiet();
                        if (++measuring > 1 || working > 0 || compiling > 0) disturbed = true;
                        std::this_thread::sleep_for(std::chrono::microseconds(500));
                        if (working > 0 || compiling > 0) disturbed = true;
                        --measuring;
                        ++measured;
                    }
                    turns.end();
                }
            });
    }
    CHECK(most == static_cast<int>(cores));
    CHECK(measured == 20);
    CHECK_FALSE(disturbed);
}
