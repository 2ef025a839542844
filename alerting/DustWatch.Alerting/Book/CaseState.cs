namespace DustWatch.Alerting.Book;

/// <summary>Case state of an alert for the ledger, in order.</summary>
public enum CaseState : byte
{
    /// <summary>Nobody has it yet.</summary>
    Open = 0,

    /// <summary>Somebody has it.</summary>
    Assigned = 1,

    /// <summary>整改中.</summary>
    Rectifying = 2,

    /// <summary>已核查.</summary>
    Verified = 3,

    /// <summary>Done.</summary>
    Closed = 4,
}
