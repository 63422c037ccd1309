import * as z from "zod";

const count = z.int().min(0).max(1_000_000).default(128);

/** Keys of `[tracing]` about how much a span may hold. */
export const limitFields = {
  attribute_value_length_limit: z
    .int()
    .min(1)
    .max(10_000_000)
    .default(4096)
    .describe("Characters after which the text of an attribute is cut."),
  attribute_count_limit: count.describe("Attributes of a span; further ones are left out."),
  event_count_limit: count.describe("Events of a span; the oldest make room."),
  link_count_limit: count.describe("Links of a span; the oldest make room."),
  event_attribute_count_limit: count.describe("Attributes of an event."),
  link_attribute_count_limit: count.describe("Attributes of a link."),
};

export function limitOptions(section: z.output<z.ZodObject<typeof limitFields>>) {
  return {
    attributeValueLength: section.attribute_value_length_limit,
    attributeCount: section.attribute_count_limit,
    eventCount: section.event_count_limit,
    linkCount: section.link_count_limit,
    attributesPerEvent: section.event_attribute_count_limit,
    attributesPerLink: section.link_attribute_count_limit,
  };
}
