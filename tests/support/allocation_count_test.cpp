#include "support/allocation_count.hpp"

#include "mlcore/core/tensor.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <memory>

using namespace mlcore;

TEST_CASE("allocation_count: every way to the heap counts, and nothing else does") {
    if (!test::allocations_are_counted()) return;
    CHECK(test::allocations_in([] {}) == 0);
    std::unique_ptr<int> kept; // outside: a compiler may leave out a new that is deleted at once
    CHECK(test::allocations_in([&] { kept = std::make_unique<int>(1); }) == 1);
    CHECK(test::allocations_in([] { Eigen::VectorXd(1000).setZero(); }) == 1);
    CHECK(test::allocations_in([] { zeros<float, 2>({10, 10}); }) >= 1);
    void* memory = nullptr;
    CHECK(test::allocations_in([&] { memory = std::malloc(10); }) == 1);
    CHECK(test::allocations_in([&] { memory = std::realloc(memory, 1000); }) == 1);
    CHECK(test::allocations_in([&] { std::free(memory); }) == 0);
    CHECK(test::allocations_in([&] { memory = std::aligned_alloc(64, 128); }) == 1);
    CHECK(reinterpret_cast<std::uintptr_t>(memory) % 64 == 0);
    std::free(memory);
    // From 128 KB on, Eigen packs the panels of a product on the heap.
    const Eigen::MatrixXd A = Eigen::MatrixXd::Ones(400, 400);
    Eigen::MatrixXd C(400, 400);
    CHECK(test::allocations_in([&] { C.noalias() = A * A; }) > 0);
}
