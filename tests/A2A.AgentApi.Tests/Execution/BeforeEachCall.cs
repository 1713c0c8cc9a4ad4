using System.Reflection;

namespace A2A.AgentApi.Tests.Execution;

/// <summary>Does something of the test's before each call of an interface's methods.</summary>
#pragma warning disable CA1852 // the proxy is a type derived from it
internal class BeforeEachCall<T> : DispatchProxy
    where T : class
#pragma warning restore CA1852
{
    private T _target = null!; // set by Of
    private Action _before = null!; // set by Of

    public static T Of(T target, Action before)
    {
        var proxy = Create<T, BeforeEachCall<T>>();
        (((BeforeEachCall<T>)(object)proxy)._target, ((BeforeEachCall<T>)(object)proxy)._before) = (target, before);
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        _before();
        return targetMethod!.Invoke(_target, args);
    }
}
