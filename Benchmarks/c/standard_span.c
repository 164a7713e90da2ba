// What the standard span costs in plain C: filling the structs that protoc-c generates, strings by address, and packing
// them. Nothing that uses protobuf-c can be faster.
//
// Prints JSON, {"pack": ns}: the median of the processor time that one span takes, in nanoseconds.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "opentelemetry/proto/trace/v1/trace.pb-c.h"

#define BATCH 512
#define ROUNDS 2000

typedef Opentelemetry__Proto__Common__V1__AnyValue Value;
typedef Opentelemetry__Proto__Common__V1__KeyValue Attribute;
typedef Opentelemetry__Proto__Trace__V1__Span Span;
typedef Opentelemetry__Proto__Trace__V1__Span__Event Event;

static ProtobufCBinaryData text(const char *letters) { return (ProtobufCBinaryData){strlen(letters), (uint8_t *)letters}; }

static Attribute attributes[11];
static Value values[11];
static Attribute *pointers[11];

static Value *begin(int place, const char *key) {
    opentelemetry__proto__common__v1__key_value__init(&attributes[place]);
    opentelemetry__proto__common__v1__any_value__init(&values[place]);
    attributes[place].key = text(key);
    attributes[place].value = &values[place];
    pointers[place] = &attributes[place];
    return &values[place];
}

static void set_text(int place, const char *key, const char *letters) {
    Value *value = begin(place, key);
    value->value_case = OPENTELEMETRY__PROTO__COMMON__V1__ANY_VALUE__VALUE_STRING_VALUE;
    value->string_value = text(letters);
}

static void set_number(int place, const char *key, int64_t number) {
    Value *value = begin(place, key);
    value->value_case = OPENTELEMETRY__PROTO__COMMON__V1__ANY_VALUE__VALUE_INT_VALUE;
    value->int_value = number;
}

static size_t pack(int index, uint8_t *place) {
    static uint8_t ids[24] = {0x5B, 0x8E, 0xFF, 0xF7, 0x98, 0x03, 0x81, 0x03, 0xD2, 0x69, 0xB6, 0x33,
                              1,    2,    3,    4,    0xEE, 0xE1, 0x9B, 0x7E, 5,    6,    7,    8};
    set_text(0, "gen_ai.operation.name", "chat");
    set_text(1, "gen_ai.provider.name", "openai");
    set_text(2, "gen_ai.request.model", "gpt-4o-mini");
    set_text(3, "gen_ai.response.model", "gpt-4o-mini-2024-07-18");
    set_text(4, "gen_ai.response.id", "chatcmpl-0a1b2c3d4e5f6071");
    set_number(5, "gen_ai.usage.input_tokens", 100 + index % 512);
    set_number(6, "gen_ai.usage.output_tokens", 20 + index % 512);
    Value *temperature = begin(7, "gen_ai.request.temperature");
    temperature->value_case = OPENTELEMETRY__PROTO__COMMON__V1__ANY_VALUE__VALUE_DOUBLE_VALUE;
    temperature->double_value = 0.7;
    set_text(8, "server.address", "api.openai.com");
    set_number(9, "server.port", 443);

    Event event;
    Event *events[1] = {&event};
    opentelemetry__proto__trace__v1__span__event__init(&event);
    set_number(10, "attempt", 1);
    event.time_unix_nano = 1764000000400000000u + (uint64_t)index;
    event.name = text("gen_ai.retry");
    event.n_attributes = 1;
    event.attributes = pointers + 10;

    Span span;
    opentelemetry__proto__trace__v1__span__init(&span);
    span.trace_id = (ProtobufCBinaryData){16, ids};
    span.span_id = (ProtobufCBinaryData){8, ids + 16};
    span.flags = 0x103;
    span.name = text("chat gpt-4o-mini");
    span.kind = OPENTELEMETRY__PROTO__TRACE__V1__SPAN__SPAN_KIND__SPAN_KIND_CLIENT;
    span.start_time_unix_nano = 1764000000000000000u + (uint64_t)index;
    span.end_time_unix_nano = 1764000000800000000u + (uint64_t)index;
    span.n_attributes = 10;
    span.attributes = pointers;
    span.n_events = 1;
    span.events = events;
    return protobuf_c_message_pack(&span.base, place);
}

static int64_t nanoseconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return time.tv_sec * 1000000000 + time.tv_nsec;
}

static int compare(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

int main(void) {
    static uint8_t room[BATCH * 1024];
    static double rounds[ROUNDS];
    size_t size = 0;
    for (int round = 0; round < ROUNDS; round++) {
        int64_t start = nanoseconds();
        uint8_t *place = room;
        for (int index = 0; index < BATCH; index++) place += pack(index, place);
        rounds[round] = (double)(nanoseconds() - start) / BATCH;
        size = (size_t)(place - room);
    }
    qsort(rounds, ROUNDS, sizeof *rounds, compare);
    printf("{\"pack\": %.1f, \"bytes\": %.1f}\n", rounds[ROUNDS / 2], (double)size / BATCH);
    return 0;
}
