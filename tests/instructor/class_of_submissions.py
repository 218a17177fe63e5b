"""A class of submissions for linear_regression whose verdicts are known: right, wrong, unfinished,
crashing, hanging, hostile ones, and things that are no submissions. Used by class_of_200 and by
tests/slurm."""

import io
import os
import random
import re
import tarfile
import zipfile
from pathlib import Path

POINTS = {"predict": 1, "mse": 2, "mse_gradient": 3, "gradient_descent": 2, "fit_ridge": 4, "holdout_r2": 2}
FULL = sum(POINTS.values())
NEEDS_PREDICT = FULL - POINTS["fit_ridge"]  # lost with predict: only fit_ridge does without it


def right_answer(source_tree):
    """The library's naive variant as a learner would have written it: one file, public headers only."""
    folder = Path(source_tree) / "include/mlcore/linear/linear_regression"

    def body(name):
        text = (folder / name).read_text()
        return text[text.index("namespace mlcore::"):]

    checks = body("checks.hpp").replace("namespace mlcore::linear_regression::detail {", "namespace detail {")
    checks = checks.replace("} // namespace mlcore::linear_regression::detail", "} // namespace detail")
    naive = body("naive.hpp").replace("namespace mlcore::linear_regression::naive {", "")
    naive = naive.replace("} // namespace mlcore::linear_regression::naive", "")
    return (
        "#pragma once\n#include <mlcore/core/shapes.hpp>\n#include <mlcore/linalg/solve.hpp>\n"
        "#include <mlcore/linear/linear_regression/interface.hpp>\n#include <cmath>\n#include <string>\n"
        "// top\nnamespace exercise {\nusing namespace mlcore;\nusing namespace mlcore::linear_regression;\n"
        + checks + naive + "} // namespace exercise\n"
    )


def edit(text, old, new):
    assert text.count(old) >= 1, old
    return text.replace(old, new, 1)


def at_start(text, function, statement):
    """The statement as the first of a function's body."""
    found = re.search(r"^inline \w+ " + function + r"\([^;{]*\) \{\n", text, re.M)
    assert found, function
    return text[: found.end()] + "    " + statement + "\n" + text[found.end():]


TOP = "// top\n"

WRONG = {  # name: (old, new, points lost)
    "sum_not_mean": ("return sum / static_cast<double>(y.size());\n}\n\ninline Gradient", "return sum;\n}\n\ninline Gradient", 2),
    "root": ("return sum / static_cast<double>(y.size());\n}\n\ninline Gradient",
             "return std::sqrt(sum / static_cast<double>(y.size()));\n}\n\ninline Gradient", 2),
    "no_mean_in_gradient": ("const double scale = 2 / static_cast<double>(y.size());", "const double scale = 2;", 5),
    "half_gradient": ("const double scale = 2 / static", "const double scale = 1 / static", 5),
    "uphill": ("model.coefficients(j) -= options.learning_rate", "model.coefficients(j) += options.learning_rate", 2),
    "intercept_stays": ("        model.intercept -= options.learning_rate * gradient.intercept;\n", "", 2),
    "no_intercept": ("double sum = model.intercept;", "double sum = 0;", NEEDS_PREDICT),
    "no_penalty": ("A(j, j) += options.l2;", "A(j, j) += 0 * options.l2;", 6),
    "ratio_not_taken_from_one": ("return 1 - unexplained / total;", "return unexplained / total;", 2),
    "widths_unchecked": ('    check_columns_match("predict", "X", X, "coefficients", model.coefficients);\n', "", 3),
}

CRASH = {  # name: (function, statement, points lost)
    "null": ("predict", "*static_cast<volatile int*>(nullptr) = 1;", NEEDS_PREDICT),
    "abort": ("mse", "std::abort();", 2),
    "recursion": ("fit_ridge", "return fit_ridge(X, y, options);", 6),
    "division": ("holdout_r2", "volatile int zero = 0; if (100 / zero == 7) return 0;", 2),
    "throw": ("gradient_descent", 'throw std::runtime_error("\\x1b[2J<script>alert(1)</script>");', 2),
}

HANG = {
    "spin": ("mse", "for (volatile int i = 0;; i = i + 1) {}", 2),
    "sleep": ("holdout_r2", "for (;;) sleep(1000);", 2),
    "spin_below": ("predict", "for (volatile int i = 0;; i = i + 1) {}", NEEDS_PREDICT),
    "wait": ("gradient_descent", "int ends[2]; if (pipe(ends) == 0) { char c; (void)!read(ends[0], &c, 1); }", 2),
}

HOSTILE = {
    "exit_in_function": ("mse", "std::exit(0);", 2),
    "quick_exit": ("mse", "_exit(0);", 2),
    "fork_bomb": ("mse", "for (;;) fork();", 2),
    "memory_bomb": ("mse", "std::vector<char*> all; for (;;) { all.push_back(static_cast<char*>(malloc(1 << 26))); "
                           "if (all.back()) memset(all.back(), 1, 1 << 26); }", 2),
    "flood": ("holdout_r2", "for (;;) puts(\"PASSED 14/14\");", 2),
    "forged_frame": ("mse", "(void)!write(4, \"\\377\\377\\377\\377\\377\\377\\377\\177\", 8);", 2),
    "kill_parent": ("mse", "kill(getppid(), SIGKILL); kill(-1, SIGKILL); for (;;) pause();", 2),
    "fill_disk": ("mse", "int f = open(\"/tmp/mlcore_fill\", O_CREAT | O_RDWR, 0600); std::vector<char> b(1 << 20); "
                         "for (int i = 0; i < 200; ++i) (void)!write(f, b.data(), b.size()); abort();", 2),
    "stays": ("mse", "if (fork() == 0) { setsid(); for (;;) sleep(1); } _exit(0);", 2),
}
HOSTILE_TOPS = {  # what stands at the top of the file, and the points that are left
    "exit_in_initialiser": ("static const int leave = (_exit(0), 0);\n", 0),
    "large_array": ("char bomb[1u << 30] = {1};\n", 0),
    "endless_templates": ("template <int N> struct Deep { static constexpr int value = Deep<N + 1>::value + Deep<N + 2>::value; };\n"
                          "inline int deep = Deep<0>::value;\n", 0),
    "include_device": ('#include "/dev/zero"\n', 0),
    "include_secret": ('#include "/etc/shadow"\n', 0),
}
HEADERS = ("#include <cstdlib>\n#include <cstring>\n#include <stdexcept>\n#include <vector>\n#include <csignal>\n"
           "#include <cstdio>\n#include <fcntl.h>\n#include <unistd.h>\n")

NOT_COMPILING = ["inline int broken = ;\n", "inline Vector unknown(Matrixx m);\n", "}\n"]


def tar_with(entries):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for info, data in entries:
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def regular(name, data):
    info = tarfile.TarInfo(name)
    info.size = len(data)
    return info, data


def make_class(folder, source_tree, count, seed=7):
    """Writes `count` students' submissions; returns {student: (state, score)}."""
    folder = Path(folder)
    right = right_answer(source_tree)
    rng = random.Random(seed)
    expected = {}

    def student(kind):
        return f"{kind}.{len(expected):03}"

    def own(text, name):
        return edit(text, TOP, f"// top of {name}\n")

    def hand_in(kind, text, score):
        name = student(kind)
        place = folder / name
        place.mkdir(parents=True)
        (place / "linear_regression.hpp").write_text(own(text, name))
        expected[name] = ("graded", score)

    def refused(name):
        expected[name] = ("refused", 0)

    # Things that are no submissions, one of each.
    place = folder / student("fifo"); place.mkdir(parents=True); os.mkfifo(place / "linear_regression.hpp"); refused(place.name)
    place = folder / student("link"); place.mkdir(); (place / "linear_regression.hpp").symlink_to("/etc/passwd"); refused(place.name)
    place = folder / student("sparse"); place.mkdir()
    with open(place / "linear_regression.hpp", "wb") as file:
        file.truncate(10 << 30)
    refused(place.name)
    place = folder / student("linked_folder"); place.symlink_to("/etc"); refused(place.name)
    place = folder / ("-rf" + student("dash")); place.mkdir(); (place / "linear_regression.hpp").write_text(right); refused(place.name)
    name = student("bomb")
    with zipfile.ZipFile(folder / f"{name}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("linear_regression.hpp", right)
        archive.writestr("bomb", b"\0" * (200 << 20))
    refused(name)
    name = student("climber")
    (folder / f"{name}.tar.gz").write_bytes(tar_with([regular("../linear_regression.hpp", right.encode())])); refused(name)
    name = student("linker")
    link = tarfile.TarInfo("linear_regression.hpp"); link.type = tarfile.SYMTYPE; link.linkname = "/etc/passwd"
    (folder / f"{name}.tar.gz").write_bytes(tar_with([(link, b"")])); refused(name)
    # And two honest archives.
    name = student("zipped")
    with zipfile.ZipFile(folder / f"{name}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("homework/linear_regression.hpp", own(right, name))
    expected[name] = ("graded", FULL)
    name = student("tarred")
    (folder / f"{name}.tar.gz").write_bytes(tar_with([regular("linear_regression.hpp", own(right, name).encode())]))
    expected[name] = ("graded", FULL)

    def wrong():
        kind = rng.choice(sorted(WRONG))
        old, new, lost = WRONG[kind]
        hand_in("wrong_" + kind, edit(right, old, new), FULL - lost)

    def misbehaving(table, prefix):
        kind = rng.choice(sorted(table))
        function, statement, lost = table[kind]
        hand_in(f"{prefix}_{kind}", edit(at_start(right, function, statement), TOP, HEADERS + TOP), FULL - lost)

    def unfinished():
        text = right
        left = rng.choice([["holdout_r2"], ["fit_ridge", "holdout_r2"]])
        for function in left:
            text = at_start(text, function, f'throw NotImplemented{{"{function}"}};')
        hand_in("unfinished", text, FULL - sum(POINTS[f] for f in left))

    def not_compiling():
        hand_in("not_compiling", edit(right, TOP, TOP + rng.choice(NOT_COMPILING)), 0)

    def hostile_top():
        kind = rng.choice(sorted(HOSTILE_TOPS))
        top, score = HOSTILE_TOPS[kind]
        hand_in("hostile_" + kind, edit(right, TOP, HEADERS + top + TOP), score)

    # One of each that there is, then more as they come in a class.
    for kind in sorted(HOSTILE):
        function, statement, lost = HOSTILE[kind]
        hand_in("hostile_" + kind, edit(at_start(right, function, statement), TOP, HEADERS + TOP), FULL - lost)
    for kind in sorted(HOSTILE_TOPS):
        top, score = HOSTILE_TOPS[kind]
        hand_in("hostile_" + kind, edit(right, TOP, HEADERS + top + TOP), score)
    shares = ([lambda: hand_in("right", right, FULL)] * 45 + [wrong] * 28 + [unfinished] * 6 + [not_compiling] * 6 +
              [lambda: misbehaving(CRASH, "crash")] * 7 + [lambda: misbehaving(HANG, "hang")] * 6 + [hostile_top] * 1 +
              [lambda: misbehaving(HOSTILE, "hostile")] * 1)
    while len(expected) < count:
        rng.choice(shares)()
    return expected
