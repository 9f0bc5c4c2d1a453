/**
 * Compares names as a person sorts them: runs of digits by value ("10" after "9"), letters without regard to case, and at last by
 * code unit, so that the order is total and the same on every machine and in every language.
 */
export function compareNaturally(first: string, second: string): number {
  const left = tokens(first);
  const right = tokens(second);
  const shared = Math.min(left.length, right.length);
  for (let i = 0; i < shared; i++) {
    const order = compareTokens(left[i] ?? "", right[i] ?? "");
    if (order !== 0) return order;
  }
  return left.length - right.length || compareCodeUnits(first, second);
}

function tokens(name: string): string[] {
  return name.toLowerCase().match(/[0-9]+|[^0-9]+/g) ?? [];
}

function compareTokens(left: string, right: string): number {
  if (isNumber(left) && isNumber(right)) {
    const leftDigits = left.replace(/^0+(?=.)/, "");
    const rightDigits = right.replace(/^0+(?=.)/, "");
    return (
      leftDigits.length - rightDigits.length ||
      compareCodeUnits(leftDigits, rightDigits)
    );
  }
  return compareCodeUnits(left, right);
}

function isNumber(token: string): boolean {
  const code = token.charCodeAt(0);
  return code >= 48 && code <= 57;
}

function compareCodeUnits(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
