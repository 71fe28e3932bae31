import type { WireObject } from "../../transport/transport.js";

type Texts = Readonly<Record<string, { readonly S?: string } | undefined>>;

/** A record as Lambda delivers it. */
export interface EventRecord extends WireObject {
  readonly eventID: string;
  readonly dynamodb: {
    readonly Keys: Texts;
    readonly SequenceNumber: string;
    /** Seconds since 1970. */
    readonly ApproximateCreationDateTime: number;
  };
}

/** A record of GetRecords in Lambda's form: what it was read from beside it, other names in it. */
export function eventRecord(record: WireObject, streamArn: string): EventRecord {
  const { userIdentity, ...rest } = record;
  const { Type, PrincipalId } = Object(userIdentity);
  return {
    ...rest,
    ...(userIdentity === undefined
      ? {}
      : { userIdentity: { type: Type, principalId: PrincipalId } }),
    eventSourceARN: streamArn,
  } as unknown as EventRecord; // as GetRecords documents its reply
}
