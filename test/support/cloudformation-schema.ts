import { loadAwsServiceSpec } from "@aws-cdk/aws-service-spec";
import type { PropertyType, ResourceProperties, SpecDatabase } from "@aws-cdk/service-spec-types";

/** What a resource has that CloudFormation's own schema of its type does not allow. */
export async function schemaProblems(
  type: string,
  properties: Readonly<Record<string, unknown>>,
): Promise<readonly string[]> {
  const database = await loadAwsServiceSpec();
  const [resource] = database.lookup("resource", "cloudFormationType", "equals", type);
  if (resource === undefined) return [`${type} is no type of resource`];
  return problemsOfObject(database, resource.properties, properties, type);
}

function problemsOfObject(
  database: SpecDatabase,
  known: ResourceProperties,
  given: unknown,
  path: string,
): readonly string[] {
  if (typeof given !== "object" || given === null) return [`${path} is no object`];
  const missing = Object.entries(known)
    .filter(([name, { required }]) => required === true && !Object.hasOwn(given, name))
    .map(([name]) => `${path}.${name} is missing`);
  const wrong = Object.entries(given).flatMap(([name, value]) => {
    const property = known[name];
    if (property === undefined) return [`${path}.${name} is unknown`];
    return problemsOfValue(database, property.type, value, `${path}.${name}`);
  });
  return [...missing, ...wrong];
}

function problemsOfValue(
  database: SpecDatabase,
  type: PropertyType,
  value: unknown,
  path: string,
): readonly string[] {
  switch (type.type) {
    case "string":
    case "boolean":
      return typeof value === type.type ? [] : [`${path} is no ${type.type}`];
    case "array":
      if (!Array.isArray(value)) return [`${path} is no array`];
      return value.flatMap((element, index) =>
        problemsOfValue(database, type.element, element, `${path}[${index}]`),
      );
    case "ref":
      return problemsOfObject(
        database,
        database.get("typeDefinition", type.reference.$ref).properties,
        value,
        path,
      );
    case "union": {
      const tried = type.types.map((one) => problemsOfValue(database, one, value, path));
      return tried.find((problems) => problems.length === 0) ?? tried[0] ?? [];
    }
    default:
      return [`${path}: ${type.type} is not checked`];
  }
}
