#include "crash.hpp"

#include <cxxabi.h>
#include <dlfcn.h>
#include <execinfo.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <typeinfo>

namespace {

constexpr int crash_pipe = 5;
constexpr int max_frames = 64;

thread_local void* throw_frames[max_frames];
thread_local int throw_depth = 0;

// Async-signal-safe: no allocation, no locale.
void write_number(std::uint64_t number) {
    char digits[24];
    int at = sizeof digits;
    digits[--at] = '\n';
    do digits[--at] = static_cast<char>('0' + number % 10);
    while ((number /= 10) != 0);
    const ssize_t written =
        write(crash_pipe, digits + at, sizeof digits - static_cast<std::size_t>(at));
    (void)written;
}

// Where the main thread's stack began; memory just below what a recursion has used is touched next.
std::uintptr_t stack_begin = 0;

bool is_stack_overflow(int signal, const siginfo_t* info) {
    if (signal != SIGSEGV || stack_begin == 0) return false;
    const auto address = reinterpret_cast<std::uintptr_t>(info->si_addr);
    rlimit size{};
    if (getrlimit(RLIMIT_STACK, &size) != 0 || size.rlim_cur == RLIM_INFINITY) return false;
    constexpr std::uintptr_t slack = 1 << 20; // the kernel's guard gap, arguments, environment
    return address < stack_begin && stack_begin - address > size.rlim_cur - slack &&
           stack_begin - address < size.rlim_cur + slack;
}

void on_signal(int signal, siginfo_t* info, void*) {
    void* frames[max_frames];
    const int depth = backtrace(frames, max_frames);
    // A number of its own, above all signals: see stack_overflow_signal in the grader.
    write_number(is_stack_overflow(signal, info) ? 1000 : static_cast<std::uint64_t>(signal));
    for (int i = 0; i < depth; ++i)
        write_number(static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(frames[i])));
    _exit(128 + signal);
}

} // namespace

// Every throw of the program passes here (this definition comes before libstdc++'s), which notes
// where it was and goes on as usual. The label keeps it apart from the compiler's own declaration.
[[noreturn]] void note_and_throw(void* object, void* type,
                                 void (*destructor)(void*)) asm("__cxa_throw");

[[noreturn]] void note_and_throw(void* object, void* type, void (*destructor)(void*)) {
    using Throw = void (*)(void*, void*, void (*)(void*));
    static const auto next = reinterpret_cast<Throw>(dlsym(RTLD_NEXT, "__cxa_throw"));
    throw_depth = backtrace(throw_frames, max_frames);
    next(object, type, destructor);
    std::abort();
}

namespace mlcore::grading {

void report_crashes() {
    // The first call of backtrace() loads a library, which a signal handler may not.
    void* frame[1];
    backtrace(frame, 1);

    char here = 0;
    stack_begin = reinterpret_cast<std::uintptr_t>(&here);

    static char stack[1 << 16];
    stack_t alternative{};
    alternative.ss_sp = stack;
    alternative.ss_size = sizeof stack;
    sigaltstack(&alternative, nullptr);
    struct sigaction action {};
    action.sa_sigaction = on_signal;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESETHAND;
    for (int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT})
        sigaction(signal, &action, nullptr);
}

std::vector<std::int64_t> last_throw() {
    std::vector<std::int64_t> frames;
    for (int i = 0; i < throw_depth; ++i)
        frames.push_back(
            static_cast<std::int64_t>(reinterpret_cast<std::intptr_t>(throw_frames[i])));
    return frames;
}

std::string type_of_current_exception() {
    const std::type_info* type = abi::__cxa_current_exception_type();
    if (type == nullptr) return "an unknown exception";
    int status = 0;
    const std::unique_ptr<char, void (*)(void*)> name(
        abi::__cxa_demangle(type->name(), nullptr, nullptr, &status), std::free);
    return status == 0 ? name.get() : type->name();
}

} // namespace mlcore::grading
