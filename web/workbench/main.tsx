// The agent workbench, served at /agent/.
import "../ui-shared/tokens.css";
import "./styles/layout.css";
import "./styles/parts.css";
import { mount } from "../ui-shared";
import { App } from "./App";

mount(<App />);
