#include "jail.hpp"

#include "filter.hpp"
#include "process.hpp"

#include <sys/mman.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>

namespace mlcore::sandbox {
namespace {

namespace fs = std::filesystem;

Descriptor open_source(const fs::path& source, bool as_nobody) {
    Descriptor file(open(source.c_str(), O_PATH | O_CLOEXEC));
    struct stat facts {};
    if (!file.open() || fstat(file.get(), &facts) != 0)
        throw std::runtime_error(source.string() + " cannot be shown to a program in isolation: " +
                                 std::strerror(errno));
    const mode_t wanted = S_ISDIR(facts.st_mode) ? 05u : 04u;
    if (as_nobody && (facts.st_mode & wanted) != wanted)
        throw std::runtime_error(
            source.string() +
            " is closed to other users. Programs in isolation run as the user "
            "nobody where mlcore runs as root: start mlcore as an ordinary user, "
            "or open it: chmod -R o+rX " +
            source.string());
    return file;
}

// Options that not every bubblewrap has (asked once): --disable-userns came with 0.8, and the
// filter of system calls refuses new user namespaces as well; --ro-bind-fd came later still.
bool has_option(const fs::path& bubblewrap, const std::string& option) {
    static const std::string help = run({bubblewrap.string(), "--help"}, {}, 10).output;
    return help.find(option + " ") != std::string::npos;
}

// A file without a name that holds `bytes`.
Descriptor file_of(const std::string& bytes) {
    Descriptor file(memfd_create("mlcore", MFD_CLOEXEC));
    if (!file.open() ||
        write(file.get(), bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()))
        throw std::runtime_error(std::string("no file in memory can be made: ") +
                                 std::strerror(errno));
    lseek(file.get(), 0, SEEK_SET);
    return file;
}

} // namespace

fs::path find_program(const std::string& name) {
    if (name.find('/') != std::string::npos) return name;
    const char* path = std::getenv("PATH");
    std::istringstream folders(path != nullptr ? path : "/usr/bin:/bin");
    for (std::string folder; std::getline(folders, folder, ':');) {
        const fs::path file = fs::path(folder) / name;
        if (access(file.c_str(), X_OK) == 0 && !fs::is_directory(file)) return file;
    }
    return {};
}

void Jail::show_libraries() {
    for (const char* folder : {"/lib", "/lib32", "/lib64", "/usr/lib", "/usr/lib32", "/usr/lib64"})
        if (fs::exists(folder)) show(folder);
    if (fs::exists("/etc/ld.so.cache")) show("/etc/ld.so.cache");
}

JailCommand enter_jail(const Jail& jail, const std::vector<std::string>& command,
                       const std::vector<std::string>& environment,
                       const JailDescriptors& numbers) {
    JailCommand made;
    std::vector<std::string> options;
    const fs::path bubblewrap = find_program("bwrap");
    if (bubblewrap.empty())
        throw std::runtime_error(
            "bubblewrap is not installed; mlcore doctor says how to mend that");
    const auto add = [&](std::initializer_list<std::string> words) {
        options.insert(options.end(), words);
    };
    const auto number_of = [&](Descriptor descriptor) {
        made.descriptors.push_back(std::move(descriptor));
        return std::to_string(numbers.first + static_cast<int>(made.descriptors.size()) - 1);
    };
    const bool root = geteuid() == 0;
    const std::string user = std::to_string(nobody);

    add({"--unshare-all", "--unshare-user", "--die-with-parent", "--new-session", "--clearenv",
         "--hostname", "mlcore", "--uid", user, "--gid", user, "--json-status-fd",
         std::to_string(numbers.status), "--block-fd", std::to_string(numbers.release)});
    if (has_option(bubblewrap, "--disable-userns")) add({"--disable-userns"});
    if (const std::string& filter = system_call_filter(); !filter.empty())
        add({"--seccomp", number_of(file_of(filter))});

    // Not --dev: it brings terminals and a /dev/shm as large as half the memory.
    add({"--proc", "/proc", "--tmpfs", "/dev"});
    for (const char* device : {"/dev/null", "/dev/random", "/dev/urandom"})
        add({"--dev-bind", device, device});
    add({"--remount-ro", "/dev"});
    add({"--size", std::to_string(jail.scratch_bytes), "--perms", "0700", "--tmpfs", "/tmp"});
    for (const auto& mount : jail.files) {
        // On Debian /lib is a link into /usr.
        std::error_code none;
        if (fs::is_symlink(mount.source, none) && mount.source == mount.target &&
            mount.source.has_parent_path() && mount.source.parent_path() == "/") {
            add({"--symlink", fs::read_symlink(mount.source).string(), mount.target.string()});
            continue;
        }
        Descriptor source = open_source(mount.source, root);
        // nobody may not be able to walk to it
        if (root && has_option(bubblewrap, "--ro-bind-fd"))
            add({"--ro-bind-fd", number_of(std::move(source)), mount.target.string()});
        else
            add({"--ro-bind", mount.source.string(), mount.target.string()});
    }
    for (const auto& folder : jail.hidden)
        add({"--tmpfs", folder.string(), "--remount-ro", folder.string()});
    add({"--remount-ro", "/", "--chdir", "/tmp"});
    for (const auto& entry : environment) {
        const auto equals = entry.find('=');
        add({"--setenv", entry.substr(0, equals), entry.substr(equals + 1)});
    }
    // Through a file: a program can read the command line of the process that is its sandbox.
    std::string joined;
    for (const auto& option : options) joined.append(option).push_back('\0');
    made.words = {bubblewrap.string(), "--args", number_of(file_of(joined)), "--"};
    made.words.insert(made.words.end(), command.begin(), command.end());
    return made;
}

} // namespace mlcore::sandbox
