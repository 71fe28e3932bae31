/** One request: the operation's name in DynamoDB's API, and its input as the AWS SDK takes it. */
export interface ApiRequest {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** The request must be refused. */
export interface Refusal {
  readonly kind: "refusal";
  /** The exception's name. */
  readonly name: string;
  /** Any of these; left out where the source states only the name. */
  readonly messages?: readonly (string | RegExp)[] | undefined;
  /** Members of the exception itself, such as `CancellationReasons`; undefined is "absent". */
  readonly members?: Readonly<Record<string, unknown>> | undefined;
}

/** The request must succeed. */
export interface Answer {
  readonly kind: "answer";
  /** Members of the answer; undefined is "absent". Members not named are not looked at. */
  readonly members: Readonly<Record<string, unknown>>;
  /** Members of sets are compared in their order too. */
  readonly inOrder?: boolean | undefined;
}

export type Expected = Refusal | Answer;

export interface Step {
  readonly request: ApiRequest;
  readonly expected: Expected;
}

/** A fact about DynamoDB: its steps run in order on empty tables. */
export interface ConformanceCase {
  readonly name: string;
  /** Where the fact is public. */
  readonly source: string;
  readonly steps: readonly Step[];
}

/** A member that must be there, whatever it is. */
export const anything: unique symbol = Symbol("anything");

/** An object of which only the named members are looked at. */
export class Having {
  constructor(readonly members: Readonly<Record<string, unknown>>) {}
}
