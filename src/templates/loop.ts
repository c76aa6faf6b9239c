/** Where a loop stands, as templates see it under `forloop`. */
export class LoopState {
  index0 = 0;
  readonly length: number;
  readonly parent: LoopState | undefined;

  constructor(length: number, parent: LoopState | undefined) {
    this.length = length;
    this.parent = parent;
  }

  property(key: string): unknown {
    switch (key) {
      case 'counter':
        return this.index0 + 1;
      case 'counter0':
        return this.index0;
      case 'revcounter':
        return this.length - this.index0;
      case 'revcounter0':
        return this.length - this.index0 - 1;
      case 'first':
        return this.index0 === 0;
      case 'last':
        return this.index0 === this.length - 1;
      case 'length':
        return undefined;
      case 'parentloop':
        return this.parent ?? {};
      default:
        return undefined;
    }
  }
}
