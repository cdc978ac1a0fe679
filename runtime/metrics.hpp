// Counters, gauges and histograms in Prometheus' form. One Metrics per process; each part asks it for its instruments
// once, at construction, and keeps the handles: a handle costs an atomic operation, asking costs a lookup.
// Labels must come from small fixed sets (pool, close code, result), never from ids.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace prometheus {
class Counter;
class Gauge;
class Histogram;
}  // namespace prometheus

namespace yunke::runtime {

using Labels = std::map<std::string, std::string>;

// Handles stay valid as long as their Metrics. A default-made handle counts nothing. Thread-safe.
class Counter {
public:
    Counter() = default;
    explicit Counter(prometheus::Counter* counter) : counter_(counter) {}
    void add(double by = 1) const;
    double value() const;

private:
    prometheus::Counter* counter_ = nullptr;
};

class Gauge {
public:
    Gauge() = default;
    explicit Gauge(prometheus::Gauge* gauge) : gauge_(gauge) {}
    void set(double value) const;
    void add(double by = 1) const;
    double value() const;

private:
    prometheus::Gauge* gauge_ = nullptr;
};

class Histogram {
public:
    Histogram() = default;
    explicit Histogram(prometheus::Histogram* histogram) : histogram_(histogram) {}
    void observe(double value) const;

private:
    prometheus::Histogram* histogram_ = nullptr;
};

class Metrics {
public:
    Metrics();
    ~Metrics();
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;

    // Names as Prometheus wants them: yunke_<part>_<what>_<unit>[_total]. The same name and labels give the same
    // instrument; one name must keep one kind and, for histograms, one set of buckets.
    Counter counter(const std::string& name, const std::string& help, const Labels& labels = {});
    Gauge gauge(const std::string& name, const std::string& help, const Labels& labels = {});
    Histogram histogram(const std::string& name, const std::string& help, const std::vector<double>& buckets,
                        const Labels& labels = {});

    // Text exposition format 0.0.4, as a scrape wants it.
    std::string render() const;
    static constexpr const char* content_type = "text/plain; version=0.0.4; charset=utf-8";

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// Upper bounds in seconds from 0.5 ms to 10 s, for anything that waits for the network or a disk.
std::vector<double> latency_buckets();

}  // namespace yunke::runtime
