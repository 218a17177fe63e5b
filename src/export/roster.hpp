// Who is who: a CSV file with a header that names students as other systems do.
//
//     student,name,email,id,sis_user_id,login,section,canvas_id
//
// All columns but one of student, login or email may be missing. A gradebook that Canvas exported
// is taken as it is (its columns are Student, ID, SIS User ID, SIS Login ID, Section).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace mlcore::exporting {

struct Person {
    std::string student; // the submissions' folder
    std::string name;
    std::string email;
    std::string id; // "ID number" in Moodle
    std::string canvas_id;
    std::string sis_user_id;
    std::string login;
    std::string section;
};

class Roster {
public:
    Roster() = default;
    explicit Roster(std::vector<Person> people) : people_(std::move(people)) {}

    const std::vector<Person>& people() const { return people_; }
    /// By folder, login, e-mail address, its part before the @, or a number; nothing where nobody
    /// or more than one fits.
    const Person* find(const std::string& student) const;

private:
    std::vector<Person> people_;
};

/// Throws std::runtime_error with file, line and what was expected.
Roster read_roster(const std::filesystem::path& file);
Roster parse_roster(const std::string& text, const std::string& file_name);

} // namespace mlcore::exporting
