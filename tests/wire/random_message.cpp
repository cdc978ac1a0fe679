#include "tests/wire/random_message.hpp"

#include <algorithm>
#include <string>

namespace yunke::testing {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

struct Filler {
    std::mt19937_64& random;
    int choice;
    int enum_max;

    std::string text() {
        static const std::string pieces[] = {"a", "号", "é", "x y", "\xF0\x9F\x99\x82"};
        std::string out;
        for (std::uint64_t n = 1 + random() % 6; n > 0; --n)
            out += pieces[random() % 5];
        return out;
    }

    void sub(Message& message) { fill_random(message, random, choice, enum_max); }

    int enum_value(const FieldDescriptor& field) {
        const int count = std::min(enum_max + 1, field.enum_type()->value_count());
        return field.enum_type()
            ->value(1 + static_cast<int>(random() % static_cast<std::uint64_t>(count - 1)))
            ->number();
    }

    void single(Message& m, const Reflection& r, const FieldDescriptor& f) {
        switch (f.cpp_type()) {
            case FieldDescriptor::CPPTYPE_INT64:
                return r.SetInt64(&m, &f, static_cast<std::int64_t>(random() >> 2) + 1);
            case FieldDescriptor::CPPTYPE_INT32:
                return r.SetInt32(&m, &f, -1 - static_cast<std::int32_t>(random() % 1'000'000));
            case FieldDescriptor::CPPTYPE_UINT64:
                return r.SetUInt64(&m, &f, random() | 1);
            case FieldDescriptor::CPPTYPE_UINT32:
                return r.SetUInt32(&m, &f, static_cast<std::uint32_t>(random()) | 1);
            case FieldDescriptor::CPPTYPE_BOOL:
                return r.SetBool(&m, &f, true);
            case FieldDescriptor::CPPTYPE_STRING:
                return r.SetString(&m, &f, text());
            case FieldDescriptor::CPPTYPE_ENUM:
                return r.SetEnumValue(&m, &f, enum_value(f));
            case FieldDescriptor::CPPTYPE_MESSAGE:
                return sub(*r.MutableMessage(&m, &f));
            default:
                std::abort();
        }
    }

    void repeated(Message& m, const Reflection& r, const FieldDescriptor& f) {
        for (std::uint64_t n = 1 + random() % 4; n > 0; --n) {
            if (f.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE)
                sub(*r.AddMessage(&m, &f));
            else if (f.cpp_type() == FieldDescriptor::CPPTYPE_STRING)
                r.AddString(&m, &f, text());
            else if (f.cpp_type() == FieldDescriptor::CPPTYPE_UINT32)
                r.AddUInt32(&m, &f, static_cast<std::uint32_t>(random()));
            else if (f.cpp_type() == FieldDescriptor::CPPTYPE_INT64)
                r.AddInt64(&m, &f, static_cast<std::int64_t>(random() >> 1));
            else if (f.cpp_type() == FieldDescriptor::CPPTYPE_ENUM)
                r.AddEnumValue(&m, &f, enum_value(f));
            else
                std::abort();
        }
    }
};

}  // namespace

void fill_random(Message& message, std::mt19937_64& random, int choice, int enum_max) {
    Filler filler{random, choice, enum_max};
    const auto& type = *message.GetDescriptor();
    const auto& reflection = *message.GetReflection();
    for (int i = 0; i < type.field_count(); ++i) {
        const FieldDescriptor& field = *type.field(i);
        const auto* oneof = field.real_containing_oneof();
        if (field.is_repeated())
            filler.repeated(message, reflection, field);
        else if (oneof == nullptr || oneof->field(choice % oneof->field_count()) == &field)
            filler.single(message, reflection, field);
    }
}

}  // namespace yunke::testing
