import type { Component } from "./tariff";
import { refuse } from "./tariff-error";

/** In which order lines are made: a line can only be a part of those that come before it. */
const stages: Readonly<Record<Component["kind"], number>> = {
  demand: 1,
  energy: 1,
  export: 1,
  fixed: 1,
  capacity: 1,
  reactive: 1,
  surcharge: 2,
  "power-factor": 2,
  minimum: 3,
  levy: 4,
  tax: 4,
};

/** Ids are unique; what a component refers to exists and is known before it. */
export function checkReferences(components: readonly Component[], place: string): void {
  components.forEach((component, index) => {
    const at = `${place}/${index}`;
    const twin = components.findIndex(({ id }) => id === component.id);
    if (twin !== index) refuse(`${at}/id`, `"${component.id}" is already the id of another component`);
    if ("kwOf" in component && component.kwOf !== undefined) {
      const found = components.find(({ id }) => id === component.kwOf);
      if (found?.kind !== "demand") refuse(`${at}/kwOf`, `there is no demand component "${component.kwOf}"`);
    }
    if ("on" in component) checkLines(components, component, component.on ?? [], at);
  });
}

function checkLines(components: readonly Component[], own: Component, on: readonly string[], place: string): void {
  on.forEach((id, index) => {
    const other = components.find((component) => component.id === id);
    const at = `${place}/on/${index}`;
    if (!other) refuse(at, `there is no component "${id}"`);
    const [before, after] = [stages[other.kind], stages[own.kind]];
    const isBefore = before < after || (before === after && components.indexOf(other) < components.indexOf(own));
    if (!isBefore) refuse(at, `"${id}" is only known after this component`);
  });
}
