using System.Globalization;

namespace A2A.Protocol.Signing;

/// <summary>Numbers as ECMAScript writes them (ECMA-262, <c>Number::toString</c>; RFC 8785, section 3.2.2.3).</summary>
internal static class EcmaScriptNumber
{
    /// <summary>The shortest text that reads back as the same number, such as <c>1e+21</c>, <c>0.000001</c> or <c>1e-7</c>.</summary>
    public static string ToText(double number)
    {
        if (number == 0)
        {
            return "0"; // also for -0
        }

        var (digits, exponent) = Shortest(Math.Abs(number));
        return (number < 0 ? "-" : "") + Arrange(digits, exponent);
    }

    // The number is 0.<digits> times ten to the exponent.
    private static string Arrange(string digits, int exponent) => exponent switch
    {
        > 21 or <= -6 => Scientific(digits, exponent - 1),
        <= 0 => "0." + new string('0', -exponent) + digits,
        _ when exponent >= digits.Length => digits.PadRight(exponent, '0'),
        _ => $"{digits[..exponent]}.{digits[exponent..]}",
    };

    private static string Scientific(string digits, int exponent)
    {
        var fraction = digits.Length == 1 ? "" : $".{digits[1..]}";
        var sign = exponent < 0 ? '-' : '+';
        return string.Create(CultureInfo.InvariantCulture, $"{digits[0]}{fraction}e{sign}{Math.Abs(exponent)}");
    }

    // .NET finds the same shortest digits, but writes them as 0.001, 123.45 or 1.5E+30.
    private static (string Digits, int Exponent) Shortest(double number)
    {
        var parts = number.ToString("R", CultureInfo.InvariantCulture).Split('E');
        var point = parts[0].IndexOf('.', StringComparison.Ordinal);
        var whole = point < 0 ? parts[0].Length : point;
        var digits = parts[0].Replace(".", "", StringComparison.Ordinal);
        var significant = digits.TrimStart('0');
        var power = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0;
        return (significant.TrimEnd('0'), whole + power - (digits.Length - significant.Length));
    }
}
