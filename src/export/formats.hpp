// The formats that other systems read, each written from the same results. One file per format.
#pragma once

#include "results.hpp"

#include <string>
#include <vector>

namespace mlcore::exporting {

struct Format {
    std::string name; // "gradescope"
    std::string file; // how a file of it is called: "results.json"
    bool per_student; // one file for each student, else one for the class
    std::string (*write)(const Results& results);
    std::string about; // for --help
};

/// All of them, by name.
const std::vector<Format>& formats();
/// Throws std::runtime_error with the names and the nearest one.
const Format& find_format(const std::string& name);

// One student's results:
std::string to_gradescope(const Results& results); // results/results.json
std::string to_autolab(const Results& results); // what an autograder prints; the last line counts
std::string to_prairielearn(const Results& results); // results/results.json
std::string to_check50(const Results& results);      // check50 --output json

// A class's:
std::string to_json(const Results& results);
std::string to_csv(const Results& results);    // one row per student and exercise
std::string to_canvas(const Results& results); // the gradebook's import
std::string to_moodle(const Results& results); // the grades' import
std::string to_junit(const Results& results);  // one suite per student and exercise
std::string to_github(const Results& results); // annotations of a workflow

// ---- what they share

/// "2/3" points of a number that needs no more than six digits: 2.5, 0.333333.
std::string number(double value);
/// Points as numbers of JSON, rounded as number() does.
double rounded(double value);
/// What a student is told about lateness: "2 days late, 1 of them free: 10% off". Empty if on time.
std::string late_text(const Result& result);
/// "wrong", "not written yet" as one word for a status.
std::string status_word(grading::Status status);
double total(const Results& results);
double total_possible(const Results& results);

} // namespace mlcore::exporting
