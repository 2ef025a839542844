using System.Text.Json;
using DustWatch.Ingest.Validation;
using DustWatch.Measurements;

namespace DustWatch.Ingest.Decoding;

/// <summary>
/// Samples in JSON over <see cref="Utf8JsonReader"/>: all of the grammar that stands above <see cref="JsonSamples"/>, every refusal and its reason. What
/// <see cref="JsonSampleScanner"/> passes on is read here, and what that takes would be read here to the same samples.
/// </summary>
internal static class JsonSampleReader
{
    /// <summary>How deep brackets may nest; deeper is <c>malformed</c>. The contract's forms need 3.</summary>
    public const int DepthMaximum = 8;

    private const int UnescapedNameBytesMaximum = 256;

    private static readonly JsonReaderOptions Strict = new()
    {
        CommentHandling = JsonCommentHandling.Disallow,
        AllowTrailingCommas = false,
        MaxDepth = DepthMaximum,
    };

    /// <summary>Decodes one payload through <paramref name="gate"/> into <paramref name="batch"/>.</summary>
    public static void Decode(ReadOnlySpan<byte> payload, in ElementGate gate, IntakeBatch batch)
    {
        var mark = batch.Mark;
        try
        {
            var reader = new Utf8JsonReader(payload, Strict);
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartArray)
            {
                ReadArray(ref reader, gate, batch);
            }
            else
            {
                ReadElement(ref reader, gate, batch);
            }

            // Throws when anything but white space follows.
            reader.Read();
        }
        catch (JsonException)
        {
            batch.Rollback(mark);
            batch.Refuse(RejectReason.Malformed);
        }
    }

    private static void ReadArray(ref Utf8JsonReader reader, in ElementGate gate, IntakeBatch batch)
    {
        var count = 0;
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; count++)
        {
            ReadElement(ref reader, gate, batch);
        }

        if (count == 0)
        {
            batch.Refuse(RejectReason.Malformed);
        }
    }

    /// <summary>Reads from the element's first token to its last.</summary>
    private static void ReadElement(ref Utf8JsonReader reader, in ElementGate gate, IntakeBatch batch)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            batch.Refuse(RejectReason.Malformed);
            return;
        }

        var mark = batch.Mark;
        var head = new ElementHead();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ReadMember(ref reader, ref head, gate, batch);
        }

        if (head.IsMalformed || head.Values == 0)
        {
            batch.Rollback(mark);
            batch.Refuse(RejectReason.Malformed);
        }
        else
        {
            gate.Admit(head.Time, head.Flag, batch);
        }
    }

    private static void ReadMember(ref Utf8JsonReader reader, ref ElementHead head, in ElementGate gate, IntakeBatch batch)
    {
        Span<byte> unescaped = stackalloc byte[UnescapedNameBytesMaximum];
        var name = Text(reader, unescaped);

        // One that stands twice is read all the same, so that the next token is the next member's.
        if (name.SequenceEqual("ts"u8))
        {
            head.IsMalformed |= !TryReadTime(ref reader, out head.Time) | head.HasTime;
            head.HasTime = true;
        }
        else if (name.SequenceEqual("flag"u8))
        {
            head.IsMalformed |= !TryReadFlag(ref reader, out head.Flag) | head.HasFlag;
            head.HasFlag = true;
        }
        else if (name.SequenceEqual("values"u8))
        {
            head.IsMalformed |= !TryReadValues(ref reader, ref head, gate, batch) | head.HasValues;
            head.HasValues = true;
        }
        else
        {
            ReadValue(ref reader, ref head, name, gate, batch);
        }
    }

    private static bool TryReadTime(ref Utf8JsonReader reader, out Instant? time)
    {
        reader.Read();
        var milliseconds = 0L;
        var isTime = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out milliseconds) && SampleMaker.IsTime(milliseconds);
        time = isTime ? new Instant(milliseconds) : null;
        reader.Skip();
        return isTime;
    }

    private static bool TryReadFlag(ref Utf8JsonReader reader, out SampleFlag flag)
    {
        reader.Read();
        flag = default;
        Span<byte> unescaped = stackalloc byte[UnescapedNameBytesMaximum];
        var isFlag = reader.TokenType == JsonTokenType.String && SampleFlags.TryRead(Text(reader, unescaped), out flag);
        reader.Skip();
        return isFlag;
    }

    private static bool TryReadValues(ref Utf8JsonReader reader, ref ElementHead head, in ElementGate gate, IntakeBatch batch)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return false;
        }

        Span<byte> unescaped = stackalloc byte[UnescapedNameBytesMaximum];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ReadValue(ref reader, ref head, Text(reader, unescaped), gate, batch);
        }

        return true;
    }

    private static void ReadValue(
        ref Utf8JsonReader reader, ref ElementHead head, scoped ReadOnlySpan<byte> name, in ElementGate gate, IntakeBatch batch)
    {
        var (nameStart, nameLength) = ((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
        var isKnown = gate.Names.TryFind(name, out var quantity);
        head.Values++;

        reader.Read();
        var scaled = 0L;
        var reason = !isKnown ? RejectReason.UnknownQuantity
            : reader.TokenType == JsonTokenType.Number ? SampleMaker.Scale(quantity, reader.ValueSpan, out scaled)
            : RejectReason.NotANumber;
        if (reason == RejectReason.None)
        {
            batch.Stage(quantity, scaled);
        }
        else
        {
            batch.Refuse(reason, nameStart, nameLength);
        }

        reader.Skip();
    }

    /// <summary>The string token's text; nothing that has a meaning here when it is longer than <paramref name="unescaped"/> or no text.</summary>
    private static ReadOnlySpan<byte> Text(in Utf8JsonReader reader, Span<byte> unescaped)
    {
        if (!reader.ValueIsEscaped)
        {
            return reader.ValueSpan;
        }

        if (reader.ValueSpan.Length > unescaped.Length)
        {
            return "\\"u8;
        }

        try
        {
            return unescaped[..reader.CopyString(unescaped)];
        }
        catch (InvalidOperationException)
        {
            return "\\"u8; // half of a surrogate pair
        }
    }
}
