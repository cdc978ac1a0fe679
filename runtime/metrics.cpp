#include "runtime/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace yunke::runtime {

void Counter::add(double by) const {
    if (counter_) counter_->Increment(by);
}

double Counter::value() const {
    return counter_ ? counter_->Value() : 0;
}

void Gauge::set(double value) const {
    if (gauge_) gauge_->Set(value);
}

void Gauge::add(double by) const {
    if (gauge_) gauge_->Increment(by);
}

double Gauge::value() const {
    return gauge_ ? gauge_->Value() : 0;
}

void Histogram::observe(double value) const {
    if (histogram_) histogram_->Observe(value);
}

// Merge: asking twice for one name gives the same family.
struct Metrics::Impl {
    prometheus::Registry registry{prometheus::Registry::InsertBehavior::Merge};
};

Metrics::Metrics() : impl_(std::make_unique<Impl>()) {}
Metrics::~Metrics() = default;

Counter Metrics::counter(const std::string& name, const std::string& help, const Labels& labels) {
    auto& family = prometheus::BuildCounter().Name(name).Help(help).Register(impl_->registry);
    return Counter(&family.Add(labels));
}

Gauge Metrics::gauge(const std::string& name, const std::string& help, const Labels& labels) {
    auto& family = prometheus::BuildGauge().Name(name).Help(help).Register(impl_->registry);
    return Gauge(&family.Add(labels));
}

Histogram Metrics::histogram(const std::string& name, const std::string& help, const std::vector<double>& buckets,
                             const Labels& labels) {
    auto& family = prometheus::BuildHistogram().Name(name).Help(help).Register(impl_->registry);
    return Histogram(&family.Add(labels, buckets));
}

std::string Metrics::render() const {
    return prometheus::TextSerializer().Serialize(impl_->registry.Collect());
}

std::vector<double> latency_buckets() {
    return {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
}

}  // namespace yunke::runtime
