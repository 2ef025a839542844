using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using DustWatch.Ingest.Validation;
using DustWatch.Measurements;

namespace DustWatch.Ingest.Decoding;

/// <summary>
/// Samples in JSON as devices write them nearly always, read in one go over the bytes, eight at a time. It takes a payload only when every byte of it is
/// what this grammar says and every value in it is good; else it leaves nothing behind, and <see cref="JsonSampleReader"/> reads the payload from its first byte.
/// <code>
/// payload = element / "[" element *( "," [ SP ] element ) "]"
/// element = "{" member *( "," [ SP ] member ) "}"              ; ts, flag and values at most once each, and one value at least
/// member  = DQUOTE "ts" DQUOTE ":" [ SP ] 8*15DIGIT             ; without a leading zero
///         / DQUOTE "flag" DQUOTE ":" [ SP ] DQUOTE [ letter ] DQUOTE
///         / DQUOTE "values" DQUOTE ":" [ SP ] "{" value *( "," [ SP ] value ) "}"
///         / value
/// value   = DQUOTE name DQUOTE ":" [ SP ] number               ; a name of QuantityKeys
/// number  = as in JSON                                         ; possible for the quantity
/// </code>
/// All of it is JSON that the reader takes to the same samples in the same order; the fuzz tests hold the two against each other.
/// </summary>
internal static class JsonSampleScanner
{
    private const ulong TimeName = 0x3A_22_73_74_22; // "ts": with its first byte lowest
    private const ulong TimeNameMask = 0xFF_FF_FF_FF_FF;
    private const int TimeNameBytes = 5;
    private const ulong FlagName = 0x3A_22_67_61_6C_66_22; // "flag":
    private const ulong FlagNameMask = 0xFF_FF_FF_FF_FF_FF_FF;
    private const int FlagNameBytes = 7;
    private const ulong ValuesName = 0x22_73_65_75_6C_61_76_22; // "values"

    private const int Nowhere = -1;

    private static readonly SearchValues<byte> NumberBytes = SearchValues.Create("0123456789+-.eE"u8);

    private static ReadOnlySpan<byte> Masks =>
    [
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];

    private static ReadOnlySpan<uint> PowersOfTen => [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000]; // [exponent]

    /// <summary>Decodes one payload through <paramref name="gate"/> into <paramref name="batch"/>, or leaves the batch as it was.</summary>
    /// <returns>Whether the payload was taken.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> payload, in ElementGate gate, IntakeBatch batch)
    {
        if (payload.Length < sizeof(ulong))
        {
            return false;
        }

        var mark = batch.Mark;
        var isTaken = payload[0] == '[' ? TryReadArray(payload, gate, batch) : ReadElement(payload, 0, gate, batch) == payload.Length;
        if (!isTaken)
        {
            batch.Rollback(mark);
        }

        return isTaken;
    }

    private static bool TryReadArray(ReadOnlySpan<byte> payload, in ElementGate gate, IntakeBatch batch)
    {
        var at = 0;
        do
        {
            at = ReadElement(payload, AfterSpace(payload, at + 1), gate, batch);
        }
        while (At(payload, at) == ',');

        return At(payload, at) == ']' && at + 1 == payload.Length;
    }

    /// <summary>Reads one element, and admits its values.</summary>
    /// <returns>As all that read here: where the next byte stands, or <see cref="Nowhere"/> when this is not in the grammar.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int ReadElement(ReadOnlySpan<byte> payload, int at, in ElementGate gate, IntakeBatch batch)
    {
        unchecked
        {
            var names = gate.Names.Keys;
            Instant? time = null;
            SampleFlag? flag = null;
            var hasValues = false;
            var isInValues = false; // between the braces of "values": every name there is a quantity's
            var next = At(payload, at) == '{' ? (byte)',' : (byte)0;
            while (next == ',')
            {
                at = At(payload, at + 1) == ' ' ? at + 2 : at + 1;
                var name = isInValues ? 0 : Word(payload, at);
                if (name == ValuesName && !hasValues)
                {
                    at = At(payload, at + sizeof(ulong)) == ':' ? AfterSpace(payload, at + sizeof(ulong) + 1) : Nowhere;
                    isInValues = hasValues = true;
                    next = At(payload, at) == '{' ? (byte)',' : (byte)0;
                    continue;
                }

                at = (name & TimeNameMask) == TimeName ? ReadTime(payload, at + TimeNameBytes, ref time)
                    : (name & FlagNameMask) == FlagName ? ReadFlag(payload, at + FlagNameBytes, ref flag)
                    : ReadValue(payload, at, names, batch);
                next = At(payload, at);
                if (isInValues && next == '}')
                {
                    isInValues = false;
                    next = At(payload, ++at);
                }
            }

            if (next != '}' || isInValues || !batch.HasStaged)
            {
                return Nowhere;
            }

            gate.Admit(time, flag ?? SampleFlag.Valid, batch);
            return at + 1;
        }
    }

    /// <summary>Reads a name of a quantity, and its number, which is staged.</summary>
    private static int ReadValue(ReadOnlySpan<byte> payload, int at, QuantityKeys names, IntakeBatch batch)
    {
        unchecked
        {
            if (At(payload, at) != '"')
            {
                return Nowhere;
            }

            var key = Key(payload, at + 1);
            var quotes = Vector128.Equals(key, Vector128.Create((byte)'"')).ExtractMostSignificantBits();
            var nameBytes = BitOperations.TrailingZeroCount(quotes);
            at += nameBytes + 2;
            if (quotes == 0 || At(payload, at) != ':' || names.Find(key & Mask(nameBytes + 1), nameBytes) is not { } traits)
            {
                return Nowhere;
            }

            at++;
            var word = Word(payload, at);
            if ((byte)word == ' ')
            {
                at++;
                word = Word(payload, at);
            }

            var length = DecimalWord.Read(word, out var digits, out var places, out var after);
            if (length == 0 || places > traits.Decimals || after is not ((byte)',' or (byte)'}'))
            {
                return ReadLongNumber(payload, at, traits, batch);
            }

            var scaled = (long)digits * PowersOfTen[traits.Decimals - places];
            if (!SampleMaker.IsPossible(traits, scaled))
            {
                return Nowhere;
            }

            batch.Stage(traits.Quantity, scaled);
            return at + length;
        }
    }

    /// <summary>Reads a number of any form: a negative one, one of more digits than a word holds, one that is to be rounded, one with an exponent.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int ReadLongNumber(ReadOnlySpan<byte> payload, int at, QuantityTraits traits, IntakeBatch batch)
    {
        var text = payload[at..];
        var length = text.IndexOfAnyExcept(NumberBytes);
        if (length < 0 || SampleMaker.Scale(traits.Quantity, text[..length], out var scaled) != RejectReason.None)
        {
            return Nowhere;
        }

        batch.Stage(traits.Quantity, scaled);
        return at + length;
    }

    private static int ReadTime(ReadOnlySpan<byte> payload, int at, ref Instant? time)
    {
        unchecked
        {
            at = AfterSpace(payload, at);
            var word = Word(payload, at);
            var countFirst = DecimalWord.ReadDigits(word, out var first);
            var countSecond = DecimalWord.ReadDigits(Word(payload, at + DecimalWord.Characters), out var second);
            if (time is not null || countFirst != DecimalWord.Characters || countSecond == DecimalWord.Characters || (byte)word == '0')
            {
                return Nowhere;
            }

            var milliseconds = ((long)first * PowersOfTen[countSecond]) + second;
            time = new Instant(milliseconds);
            return SampleMaker.IsTime(milliseconds) ? at + DecimalWord.Characters + countSecond : Nowhere;
        }
    }

    private static int ReadFlag(ReadOnlySpan<byte> payload, int at, ref SampleFlag? flag)
    {
        unchecked
        {
            at = AfterSpace(payload, at);
            var end = At(payload, at + 1) == '"' ? at + 1 : at + 2;
            if (flag is not null || At(payload, at) != '"' || At(payload, end) != '"' || !SampleFlags.TryRead(payload[(at + 1)..end], out var letter))
            {
                return Nowhere;
            }

            flag = letter;
            return end + 1;
        }
    }

    private static int AfterSpace(ReadOnlySpan<byte> payload, int at) => At(payload, at) == ' ' ? unchecked(at + 1) : at;

    /// <summary>The byte there; 0, which JSON has nowhere, before the beginning and behind the end.</summary>
    private static byte At(ReadOnlySpan<byte> payload, int at) =>
        unchecked((uint)at < (uint)payload.Length ? Unsafe.Add(ref MemoryMarshal.GetReference(payload), (nint)(uint)at) : (byte)0);

    /// <summary>Eight bytes from there, the first lowest; zeros behind the end.</summary>
    /// <param name="payload">Eight bytes or more.</param>
    /// <param name="at">Anywhere.</param>
    private static ulong Word(ReadOnlySpan<byte> payload, int at)
    {
        unchecked
        {
            var last = payload.Length - sizeof(ulong);
            if ((uint)at <= (uint)last)
            {
                // It has just been compared with the length: slicing would do so twice more, at a cost that the benchmark shows.
                ref var bytes = ref Unsafe.Add(ref MemoryMarshal.GetReference(payload), (nint)(uint)at);
                return BinaryPrimitives.ReadUInt64LittleEndian(MemoryMarshal.CreateReadOnlySpan(ref bytes, sizeof(ulong)));
            }

            var behind = (uint)(at - last);
            return behind < sizeof(ulong) ? BinaryPrimitives.ReadUInt64LittleEndian(payload[last..]) >> (int)(behind << 3) : 0;
        }
    }

    /// <summary>Sixteen bytes from there; zeros behind the end.</summary>
    private static Vector128<byte> Key(ReadOnlySpan<byte> payload, int at)
    {
        unchecked
        {
            return payload.Length >= QuantityKeys.KeyBytes && (uint)at <= (uint)(payload.Length - QuantityKeys.KeyBytes)
                ? Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(payload), (nuint)(uint)at)
                : Vector128.Create(Word(payload, at), Word(payload, at + sizeof(ulong))).AsByte();
        }
    }

    /// <summary>So many set bytes, 0 to 16, and zeros behind them.</summary>
    private static Vector128<byte> Mask(int bytes) => unchecked(Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(Masks), (nuint)(uint)(QuantityKeys.KeyBytes - bytes)));
}
