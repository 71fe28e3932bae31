/** The UTF-8 length of text, which is what DynamoDB's limits count. */
export function utf8Length(text: string): number {
  return Buffer.byteLength(text, "utf8");
}

/** The number of bytes that base64 text stands for. */
export function binaryLength(base64: string): number {
  const padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
  return (base64.length / 4) * 3 - padding;
}

const SURROGATES_OR_ABOVE = /[\ud800-\uffff]/;

/**
 * Text whose order by UTF-16 code units, JavaScript's own, is the order of the original's UTF-8
 * bytes, DynamoDB's: only surrogates and what lies above them differ, so these are swapped.
 */
export function sortableText(text: string): string {
  if (!SURROGATES_OR_ABOVE.test(text)) return text;
  let sortable = "";
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0xd800) sortable += text[i];
    else sortable += String.fromCharCode(unit < 0xe000 ? unit + 0x2000 : unit - 0x800);
  }
  return sortable;
}

/** Text of one character per byte: its order is the order of the bytes, unsigned. */
export function sortableBinary(base64: string): string {
  return Buffer.from(base64, "base64").toString("latin1");
}
