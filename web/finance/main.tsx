import { mount } from "../ui-shared";
import { FinancePage } from "./app";

mount(<FinancePage />);
