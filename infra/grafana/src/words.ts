import { MappingType, type ValueMapping } from '@grafana/schema';

/** Units as Grafana names them. Ours are mg/m3 and dB(A); 1 is a share. */
export const unit = { dust: 'conmgm3', noise: 'suffix: dB(A)', share: 'percentunit', count: 'short', seconds: 's', perSecond: 'cps' };

const level: readonly [name: string, text: string, color: string][] = [
  ['normal', '正常 normal', 'green'],
  ['notice', '预警 notice', 'yellow'],
  ['projected', '预计超标 projected', 'orange'],
  ['exceeded', '超标 exceeded', 'red'],
  ['severe', '严重超标 severe', 'dark-red'],
  ['fault', '数据故障 fault', 'purple'],
];

const verdict: readonly [name: string, text: string, color: string][] = [
  ['compliant', '符合 compliant', 'green'],
  ['exceeded', '超标 exceeded', 'red'],
  ['undetermined', '无法判定 undetermined', 'gray'],
  ['withdrawn', '已撤回 withdrawn', 'text'],
];

function mapping(of: readonly [key: string | number, text: string, color: string][]): ValueMapping[] {
  const options = Object.fromEntries(of.map(([key, text, color], index) => [String(key), { text, color, index }]));
  return [{ type: MappingType.ValueToText, options }];
}

/** By the number that a transition's `level` is. */
export const levelNumbers = mapping(level.map(([, text, color], number) => [number, text, color] as const).map(([n, t, c]) => [n, t, c]));

/** By name, as `from` and `to` have it. */
export const levelNames = mapping(level.map(([name, text, color]) => [name, text, color]));

export const verdictNames = mapping(verdict.map(([name, text, color]) => [name, text, color]));

/** Column names of tables, as InfluxQL names them. */
export const columns: Record<string, string> = {
  Time: '时间 time',
  enterprise: '企业 enterprise',
  district: '区县 district',
  point: '测点 point',
  quantity: '指标 quantity',
  rule: '规则 rule',
  shift: '班次 shift',
  from: '由 from',
  to: '至 to',
  verdict: '判定 verdict',
  value: '数值 value',
  low: '下界 low',
  high: '上界 high',
  estimate: '估计 estimate',
  limit: '限值 limit',
  unit: '单位 unit',
  clause: '依据 standard, clause',
  coverage: '有效率 coverage',
  reason: '原因 reason',
  flag: '标记 flag',
  ratio: '数值/限值 value/limit',
};
