// yunke-chaos: breaks a whole installation of its own, on purpose and by a seed, while people talk, and compares
// everything afterwards.
#include <fmt/format.h>
#include <getopt.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <optional>
#include <string>
#include <vector>

#include "runtime/numbers.hpp"
#include "runtime/random.hpp"
#include "tests/chaos/run.hpp"

namespace yunke::chaos {
namespace {

constexpr int exit_usage = 2;
constexpr const char* inside = "YUNKE_CHAOS_INSIDE";

constexpr auto all = std::to_array<Scenario>({
    {"kills", kills, "kill -9 of gateways, dispatchers and redis-server at random moments under load (--kills)",
     "压力下随机 kill -9 网关、调度进程和 redis-server"},
    {"crash-points", crash_points, "the leader dies before and after each step of a commit and of taking over",
     "主调度进程在提交和接管的每一步前后崩溃"},
    {"poison", poison, "a command that kills whoever applies it is left out after the third start",
     "会杀死处理者的指令在第三次启动后被跳过"},
    {"leader-stopped", leader_stopped, "SIGSTOP of the leader past its lease, then SIGCONT",
     "主调度进程暂停超过租约后恢复"},
    {"gateway-stopped", gateway_stopped, "SIGSTOP of a gateway, then SIGCONT", "网关暂停后恢复"},
    {"redis-away", redis_away, "Redis is away (--seconds); no gateway may be called lost for it", "Redis 离线一段时间"},
    {"clock-steps", clock_steps, "the dispatchers' wall clocks step by an hour, both ways", "系统时钟前后跳动一小时"},
    {"aof-cut", aof_cut, "redis-server is killed and its AOF cut in the middle of a commit",
     "AOF 在一次提交中间被截断"},
    {"maxmemory", maxmemory, "Redis reaches maxmemory", "Redis 内存达到上限"},
    {"disk-full", disk_full, "the AOF's disk is full (a small tmpfs)", "AOF 所在磁盘写满", true},
    {"lagging-replica", lagging_replica, "Redis is replaced by a replica that lacks the last seconds",
     "Redis 被一个落后的副本取代"},
    {"one-way-drop", one_way_drop, "packets are lost in one direction between two network namespaces",
     "两个网络命名空间之间单向丢包", true},
    {"storm", storm, "a gateway restarts and all its clients (--clients) come back at once",
     "网关重启后所有客户端同时重连"},
    {"wages", wages, "the ledger is killed as well (--seconds); everybody is paid for every millisecond, no more",
     "账本进程也被反复终止；每个人的计薪时间必须精确到毫秒"},
});

void print_help() {
    fmt::print(
        "yunke-chaos --scenario NAME [--seed N] [--kills N] [--seconds S] [--clients N]\n"
        "  Starts redis-server, two dispatchers, two gateways and simulated people on private ports, breaks them, and\n"
        "  compares what people sent, were told and received with transcripts, state and a replay of the log.\n"
        "  启动一套私有的 Redis、调度进程、网关和模拟人员，按种子制造故障，然后核对全部记录。\n\n"
        "  --seed N      chance of the schedule; without it a new one, which is printed   "
        "随机种子，缺省时随机选取并打印\n"
        "  --list        the scenarios   列出全部场景\n"
        "  --help        this page       显示本页\n\n"
        "Exit codes: 0 good, 1 something is wrong, 2 wrong usage.   退出码：0 正常，1 有错误，2 用法错误。\n");
}

void print_list() {
    for (const Scenario& each : all)
        fmt::print("{:16} {}\n{:16} {}\n", each.name, each.en, "", each.zh);
}

// Every connection is a descriptor, here and in the processes that we start.
void allow_all_descriptors() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

// The same program again where it may mount and make network devices without anybody else seeing it. Whoever is not
// root becomes root in a user namespace of her own. Returns only if that failed.
void move_into_namespaces(char** argv) {
    setenv(inside, "1", 1);
    static std::array<char, 4096> self{};
    if (readlink("/proc/self/exe", self.data(), self.size() - 1) <= 0) return;
    std::vector<const char*> command = {"unshare", "--mount", "--net"};
    if (geteuid() != 0) command.insert(command.end(), {"--user", "--map-root-user"});
    command.insert(command.end(), {"--", self.data()});
    for (char** each = argv + 1; *each != nullptr; ++each)
        command.push_back(*each);
    command.push_back(nullptr);
    execvp("unshare", const_cast<char* const*>(command.data()));
}

// False where an option is not known or lacks its number.
bool read_arguments(int argc, char** argv, Request& request, bool& list, bool& help) {
    const std::array<option, 8> options = {{{"scenario", required_argument, nullptr, 'n'},
                                            {"seed", required_argument, nullptr, 's'},
                                            {"kills", required_argument, nullptr, 'k'},
                                            {"seconds", required_argument, nullptr, 't'},
                                            {"clients", required_argument, nullptr, 'c'},
                                            {"list", no_argument, nullptr, 'l'},
                                            {"help", no_argument, nullptr, 'h'},
                                            {}}};
    request.seed = runtime::random_id() % 1'000'000;
    for (int chosen = 0; (chosen = getopt_long(argc, argv, "h", options.data(), nullptr)) != -1;) {
        const auto number = optarg == nullptr ? std::nullopt : runtime::parse_u64(optarg);
        if (chosen == 'l') list = true;
        if (chosen == 'h') help = true;
        if (chosen == 'n') request.scenario = optarg;
        if (chosen == '?' || (chosen != 'n' && optarg != nullptr && !number)) return false;
        if (chosen == 's') request.seed = *number;
        if (chosen == 'k') request.kills = *number;
        if (chosen == 't') request.seconds = *number;
        if (chosen == 'c') request.clients = *number;
    }
    return optind == argc;
}

std::string command_again(const char* program, const Request& request) {
    std::string command = fmt::format("{} --scenario {} --seed {}", program, request.scenario, request.seed);
    if (request.kills > 0) command += fmt::format(" --kills {}", request.kills);
    if (request.seconds > 0) command += fmt::format(" --seconds {}", request.seconds);
    if (request.clients > 0) command += fmt::format(" --clients {}", request.clients);
    return command;
}

int play(const Scenario& scenario, const Request& request, const std::string& again) {
    fmt::print("yunke-chaos: {}: {}\nseed {}; the same schedule again: {}\n", scenario.name, scenario.en, request.seed,
               again);
    std::fflush(stdout);
    Run run(request);
    try {
        scenario.run(run);
    } catch (const std::exception& error) {
        run.expect(false, error.what());
    }
    return run.verdict(again);
}

int start(int argc, char** argv) {
    Request request;
    bool list = false, help = false;
    const bool understood = read_arguments(argc, argv, request, list, help);
    if (help) print_help();
    if (list) print_list();
    if (help || list) return 0;
    const auto* scenario = std::ranges::find(all, request.scenario, [](const Scenario& each) { return each.name; });
    if (!understood || scenario == all.end()) {
        fmt::print(stderr, "yunke-chaos: no such scenario or option; see --list and --help. 没有这个场景或选项。\n");
        return exit_usage;
    }
    allow_all_descriptors();
    if (scenario->own_namespaces && std::getenv(inside) == nullptr) {
        // The seed must survive the new start.
        const std::string again = command_again(argv[0], request);
        std::vector<std::string> words;
        for (std::size_t at = 0, end = 0; at < again.size(); at = end + 1) {
            end = std::min(again.find(' ', at), again.size());
            words.push_back(again.substr(at, end - at));
        }
        std::vector<char*> arguments;
        for (std::string& word : words)
            arguments.push_back(word.data());
        arguments.push_back(nullptr);
        move_into_namespaces(arguments.data());
        fmt::print(stderr, "yunke-chaos: unshare could not be started: {} needs it. 无法启动 unshare。\n",
                   scenario->name);
        return 1;
    }
    return play(*scenario, request, command_again(argv[0], request));
}

}  // namespace
}  // namespace yunke::chaos

int main(int argc, char** argv) {
    return yunke::chaos::start(argc, argv);
}
