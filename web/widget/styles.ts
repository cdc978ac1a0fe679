// The widget's looks, inside its shadow root: the shop's styles stay out, ours stay in. No motion. Text has at least
// 7:1 contrast, borders of controls 3:1. Below 30rem, or on low screens, the panel takes the whole window.
export const styles = `
:host{all:initial}
*{box-sizing:border-box;animation:none;transition:none}
.all{color-scheme:light dark;--g:#fff;--r:#f3f5f8;--t:#14181f;--s:#3a4350;--b:#5b6675;--a:#0b3d91;--o:#fff;--e:#8a0f0f;
font:1rem/1.5 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;color:var(--t)}
@media(prefers-color-scheme:dark){.all{--g:#11151b;--r:#1f2630;--t:#f2f5f9;--s:#cbd3de;--b:#8d99a9;--a:#a9c8ff;--o:#0c1420;--e:#ffb3ad}}
h2,h3,p,ol,fieldset{margin:0;padding:0;border:0}
h2{font-size:1.1rem}h3{font-size:1rem}
button,input,textarea,select{font:inherit;color:inherit;border:2px solid var(--b);border-radius:.5rem;background:var(--g)}
button{min-height:2.75rem;min-width:2.75rem;padding:.4rem .9rem;font-weight:600;cursor:pointer}
button:hover{border-color:var(--a);text-decoration:underline}
.main,.launch{background:var(--a);color:var(--o);border-color:var(--a)}
[aria-disabled=true]{border-style:dashed;cursor:default}
input,textarea,select{width:100%;min-height:2.75rem;padding:.5rem .6rem}
textarea{resize:vertical;display:block}
:focus-visible{outline:3px solid var(--a);outline-offset:2px;box-shadow:0 0 0 2px var(--g)}
h2:focus,h3:focus,p:focus{outline:none}
.launch{position:fixed;right:1rem;bottom:1rem;z-index:2147483000;display:flex;gap:.5rem;align-items:center;
border:2px solid var(--o);border-radius:2rem;padding:.6rem 1.1rem;box-shadow:0 2px 8px #0006}
.launch svg{width:1.5rem;height:1.5rem}
dialog{position:fixed;inset:auto 1rem 1rem auto;z-index:2147483001;margin:0;padding:0;width:24rem;max-width:calc(100vw - 2rem);
height:38rem;max-height:calc(100vh - 2rem);max-height:calc(100dvh - 2rem);border:2px solid var(--b);border-radius:.75rem;
background:var(--g);color:inherit;overflow:hidden;box-shadow:0 4px 24px #0006}
dialog[open]{display:flex;flex-direction:column}
dialog.full{inset:0;width:100%;max-width:none;height:100%;max-height:none;border:0;border-radius:0}
.head{display:flex;align-items:center;gap:.5rem;padding:.5rem .75rem;border-bottom:2px solid var(--b)}
.head h2{flex:1;overflow-wrap:anywhere}
.body{flex:1;min-height:0;overflow-y:auto;padding:.75rem;display:flex;flex-direction:column;gap:.75rem;overflow-wrap:anywhere}
.lines{padding:.5rem .75rem 0}.lines:empty{display:none}
.note{padding:.5rem .6rem;border:2px solid var(--b);border-radius:.5rem;background:var(--r)}
.bad{padding:.5rem .6rem;border:2px solid var(--e);border-radius:.5rem;color:var(--e);font-weight:600}
form{display:flex;flex-direction:column;gap:.75rem}form.row{flex-direction:row}
label,legend{font-weight:600;padding:0}
.row{display:flex;flex-wrap:wrap;gap:.5rem;align-items:end}
.row .grow{flex:1 1 8rem}
ol{list-style:none;display:flex;flex-direction:column;gap:.6rem}
li{max-width:92%;padding:.45rem .6rem;border:2px solid var(--b);border-radius:.75rem;white-space:pre-wrap}
li.own{align-self:flex-end;background:var(--r);border-color:var(--a)}
li.event{align-self:center;border:0;color:var(--s);text-align:center;padding:0}
li.event:last-child{min-height:1.5em}
li b{display:block;font-size:.875rem;color:var(--s)}
li .row{margin-top:.4rem}
.soft{color:var(--s);font-size:.9375rem}
.stars label{display:flex;align-items:center;gap:.6rem;min-height:2.75rem;font-weight:400}
.stars input{width:1.5rem;min-height:1.5rem;height:1.5rem;margin:0;accent-color:var(--a)}
.foot{padding:.6rem .75rem;border-top:2px solid var(--b)}
.hid{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media(forced-colors:active){.main,.launch{border-color:ButtonText}}
@media print{.all{display:none}}`;
