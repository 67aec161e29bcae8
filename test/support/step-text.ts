/** Steps of task sequences as XML, for tests that run one of them. */

/** A step as XML: type without the common prefix, action, values by variable name. */
export function stepText(
  type: string,
  action: string,
  values: Readonly<Record<string, string>> = {},
  name = 'The step',
): string {
  const escape = (text: string): string =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
  const list = Object.entries(values).map(
    ([key, value]) =>
      `<variable name="${key}" property="${key.replace(/^OSD/, '')}">${escape(value)}</variable>`,
  );
  return (
    `<step type="SMS_TaskSequence_${type}" name="${name}" runIn="WinPE"><action>${escape(action)}</action>` +
    `<defaultVarList>${list.join('')}</defaultVarList></step>`
  );
}

export function sequenceText(...steps: readonly string[]): string {
  return `<sequence version="3.10">${steps.join('')}</sequence>`;
}
