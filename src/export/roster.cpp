#include "roster.hpp"

#include "core/file.hpp"
#include "csv.hpp"

#include <cctype>
#include <map>
#include <stdexcept>

namespace mlcore::exporting {
namespace {

std::string lower(std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

using Field = std::string Person::*;

const std::map<std::string, Field> own_columns{{"student", &Person::student},
                                               {"name", &Person::name},
                                               {"email", &Person::email},
                                               {"id", &Person::id},
                                               {"sis_user_id", &Person::sis_user_id},
                                               {"login", &Person::login},
                                               {"section", &Person::section},
                                               {"canvas_id", &Person::canvas_id}};

const std::map<std::string, Field> canvas_columns{{"student", &Person::name},
                                                  {"id", &Person::canvas_id},
                                                  {"sis user id", &Person::sis_user_id},
                                                  {"sis login id", &Person::login},
                                                  {"section", &Person::section}};

} // namespace

const Person* Roster::find(const std::string& student) const {
    const auto before_at = [](const std::string& email) {
        return email.substr(0, email.find('@'));
    };
    const Person* found = nullptr;
    for (const auto& person : people_) {
        if (person.student == student) return &person;
        const bool fits = student == person.login || student == person.email ||
                          student == person.id || student == person.sis_user_id ||
                          (!person.email.empty() && student == before_at(person.email)) ||
                          (!person.login.empty() && student == before_at(person.login));
        if (!fits) continue;
        if (found != nullptr) return nullptr;
        found = &person;
    }
    return found;
}

Roster parse_roster(const std::string& text, const std::string& file_name) {
    std::vector<Row> rows;
    try {
        rows = parse_csv(text);
    } catch (const std::runtime_error& error) {
        throw std::runtime_error(file_name + ": " + error.what());
    }
    if (rows.empty()) throw std::runtime_error(file_name + " is empty");
    bool canvas = false;
    for (const auto& cell : rows[0]) canvas = canvas || lower(cell) == "sis login id";
    const auto& columns = canvas ? canvas_columns : own_columns;
    std::vector<Field> fields;
    bool keyed = false;
    for (const auto& cell : rows[0]) {
        const auto known = columns.find(lower(cell));
        fields.push_back(known == columns.end() ? nullptr : known->second);
        keyed = keyed || fields.back() == &Person::student || fields.back() == &Person::login ||
                fields.back() == &Person::email;
    }
    if (!keyed)
        throw std::runtime_error(file_name +
                                 ":1: expected a header with at least one of the columns student, "
                                 "login, email, or the header of a gradebook from Canvas");
    std::vector<Person> people;
    for (std::size_t i = 1; i < rows.size(); ++i) {
        // Canvas writes the maxima as a row of its own, and notes among the first rows.
        std::string first = rows[i].empty() ? "" : rows[i][0];
        first.erase(0, first.find_first_not_of(' '));
        if (canvas && (first.empty() || first == "Points Possible")) continue;
        Person person;
        for (std::size_t k = 0; k < rows[i].size() && k < fields.size(); ++k)
            if (fields[k] != nullptr) person.*fields[k] = rows[i][k];
        if (person.student.empty()) {
            const std::string& key = person.login.empty() ? person.email : person.login;
            person.student = key.substr(0, key.find('@'));
        }
        if (!person.student.empty()) people.push_back(std::move(person));
    }
    return Roster(std::move(people));
}

Roster read_roster(const std::filesystem::path& file) {
    return parse_roster(core::read_file(file), file.string());
}

} // namespace mlcore::exporting
