namespace DustWatch.Alerting.Rules;

/// <summary>Parameters of a noise dose: T(x) = 8 h / 2^((x − criterion)/exchange) for x ≥ threshold.</summary>
/// <param name="CriterionHundredths">Level of which 8 h are 100 %, 0.01 dB.</param>
/// <param name="ExchangeHundredths">How much more halves the time, 0.01 dB; above 0.</param>
/// <param name="ThresholdHundredths">Levels below it do not count, 0.01 dB.</param>
public readonly record struct DoseCriterion(int CriterionHundredths, int ExchangeHundredths, int ThresholdHundredths);
