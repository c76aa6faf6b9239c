type Scope = { readonly slots: Map<string, number>; readonly parent: Scope | undefined };

const NONE: readonly number[] = [];

/** Where names are kept while a template is evaluated, chosen when it is compiled. */
export class Scopes {
  private scope: Scope = { slots: new Map(), parent: undefined };
  private readonly topLevelNames = new Map<string, number>();
  slotCount = 0;

  /** How many names are asked of the context. */
  get nameCount(): number {
    return this.topLevelNames.size;
  }

  /** The place of a name of the context, if it was asked for already. */
  knownPlaceOf(name: string): number | undefined {
    return this.topLevelNames.get(name);
  }

  /** The place of a name of the context. */
  placeOf(name: string): number {
    const known = this.topLevelNames.get(name);
    if (known !== undefined) return known;
    const place = this.topLevelNames.size;
    this.topLevelNames.set(name, place);
    return place;
  }

  /** A slot of its own for a tag's needs. */
  newSlot(): number {
    this.slotCount += 1;
    return this.slotCount - 1;
  }

  /** The slot of a name set in the current scope. */
  slotOf(name: string): number {
    let slot = this.scope.slots.get(name);
    if (slot === undefined) {
      slot = this.newSlot();
      this.scope.slots.set(name, slot);
    }
    return slot;
  }

  /** The slots in which a name may stand, the innermost first. */
  slotsFor(name: string): readonly number[] {
    let found: number[] | undefined;
    for (let scope: Scope | undefined = this.scope; scope; scope = scope.parent) {
      if (scope.slots.size === 0) continue;
      const slot = scope.slots.get(name);
      if (slot !== undefined) (found ??= []).push(slot);
    }
    return found ?? NONE;
  }

  /** What `make` gives in a scope within the current one; it may add to the slots given. */
  inside<T>(slots: Map<string, number>, make: () => T): T {
    const outer = this.scope;
    this.scope = { slots, parent: outer };
    const made = make();
    this.scope = outer;
    return made;
  }
}
