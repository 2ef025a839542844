using DustWatch.Measurements;

namespace DustWatch.Backends.Accounts;

/// <summary>Whom a bearer value stands for.</summary>
/// <param name="User">As they are now.</param>
/// <param name="Kind">Session or token.</param>
/// <param name="Expires">Not valid from then on.</param>
public sealed record Bearer(User User, BearerKind Kind, Instant Expires);
